using FedFilter.Policy.Facts;
using Microsoft.Extensions.Primitives;

namespace FedFilter.Admin;

/// <summary>The host that somebody asks about on a public page.</summary>
internal static class AskedHost
{
    private const int Longest = 300;

    /// <summary>A host, or a URL on it, as people copy it. Null if it names none.</summary>
    public static string? Read(StringValues given)
    {
        if (given is not [{ Length: > 0 and <= Longest } text])
            return null;
        text = text.Trim();
        var authority = text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.Authority : text;
        return PeerName.TryParse(authority, out var peer) ? peer : null;
    }
}
