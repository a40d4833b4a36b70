using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Policy.Facts;

/// <summary>The one spelling of an actor's id in which rules look at it.</summary>
public static class ActorUrl
{
    private const int Longest = 2048;

    /// <summary>
    /// Scheme and host in lower case, the host as <see cref="PeerName"/> spells it, no dot segments, no percent-encoded letters, no user
    /// and no fragment. False for what is no http or https URL on a public name. Never throws.
    /// </summary>
    public static bool TryParse(string? id, [NotNullWhen(true)] out string? url)
    {
        url = null;
        if (id is null || id.Length > Longest || !Uri.TryCreate(id, UriKind.Absolute, out var parsed))
            return false;
        if ((parsed.Scheme != Uri.UriSchemeHttps && parsed.Scheme != Uri.UriSchemeHttp) || !PeerName.TryParse(parsed.Authority, out var host))
            return false;
        url = $"{parsed.Scheme}://{host}{parsed.PathAndQuery}";
        return true;
    }
}
