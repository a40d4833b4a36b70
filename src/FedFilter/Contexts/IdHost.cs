using FedFilter.Policy.Facts;

namespace FedFilter.Contexts;

/// <summary>The host that an id names.</summary>
internal static class IdHost
{
    /// <summary>Schemes of ids that are on no host.</summary>
    public static readonly string[] HostlessSchemes = ["urn", "tag", "acct", "did", "ap", "at"];

    /// <summary>The canonical host of an http or https URL; null for everything else. Read from the text, not by way of Uri, which would mend it.</summary>
    public static string? Of(string id)
    {
        var start = StartOfAuthority(id);
        if (start == 0)
            return null;
        var end = id.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? id[start..] : id.Substring(start, end);
        if (start == "http://".Length && authority.EndsWith(":80", StringComparison.Ordinal))
            authority = authority[..^3];
        return PeerName.TryParse(authority, out var host) ? host : null;
    }

    /// <summary>Whether an id is an http or https URL, on whatever host.</summary>
    public static bool IsUrl(string id) => StartOfAuthority(id) > 0;

    /// <summary>Whether an id names no host to any reader: it is empty, a fragment, or of a scheme that has none.</summary>
    public static bool IsHostless(string id)
    {
        if (id.Length == 0 || id[0] == '#')
            return true;
        foreach (var scheme in HostlessSchemes)
            if (id.Length > scheme.Length && id[scheme.Length] == ':' && id.StartsWith(scheme, StringComparison.Ordinal))
                return true;
        return false;
    }

    private static int StartOfAuthority(string id) =>
        id.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length
        : id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
        : 0;
}
