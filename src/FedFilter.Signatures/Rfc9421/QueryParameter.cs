using System.Net;

namespace FedFilter.Signatures.Rfc9421;

/// <summary><c>@query-param</c> (RFC 9421, section 2.2.8): one parameter of the query, decoded as a form and encoded in one way.</summary>
internal static class QueryParameter
{
    /// <summary>The value as it is signed; null where no parameter has the name, or more than one: then nobody could say which is meant.</summary>
    /// <param name="rawTarget">Path and query as sent.</param>
    /// <param name="name">The name in the encoding in which it is signed.</param>
    public static string? Value(string rawTarget, string name)
    {
        string? found = null;
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in query < 0 ? [] : rawTarget[(query + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (Encoded(equals < 0 ? pair : pair[..equals]) != name)
                continue;
            if (found is not null)
                return null;
            found = equals < 0 ? "" : Encoded(pair[(equals + 1)..]);
        }

        return found;
    }

    // Decoded as application/x-www-form-urlencoded, encoded with that form's set of characters, space as %20.
    private static string Encoded(string text) =>
        Uri.EscapeDataString(WebUtility.UrlDecode(text)).Replace("~", "%7E", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal);
}
