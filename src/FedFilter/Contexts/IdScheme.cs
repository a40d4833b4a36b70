namespace FedFilter.Contexts;

/// <summary>Whether an id names a host at all.</summary>
internal static class IdScheme
{
    /// <summary>Schemes of ids that are on no host.</summary>
    public static readonly string[] Hostless = ["urn", "tag", "acct", "did", "ap", "at"];

    /// <summary>Whether an id is an http or https URL, on whatever host.</summary>
    public static bool IsUrl(string id) =>
        id.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || id.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an id names no host to any reader: it is empty, a fragment, or of a scheme that has none.</summary>
    public static bool IsHostless(string id)
    {
        if (id.Length == 0 || id[0] == '#')
            return true;
        foreach (var scheme in Hostless)
            if (id.Length > scheme.Length && id[scheme.Length] == ':' && id.StartsWith(scheme, StringComparison.Ordinal))
                return true;
        return false;
    }
}
