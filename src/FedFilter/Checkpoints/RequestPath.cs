using System.Text;

namespace FedFilter.Checkpoints;

/// <summary>
/// A path as it was sent, and the one canonical form it is compared under. Two servers that decode a path differently must not
/// come to see two different resources in it (RFC 3986, section 6.2.2): where the two forms differ, the path is ambiguous.
/// </summary>
/// <param name="Raw">The octets of the request target up to the query.</param>
/// <param name="Canonical">Unreserved characters, slashes and backslashes decoded; empty and dot segments resolved.</param>
internal readonly record struct RequestPath(string Raw, string Canonical)
{
    public bool IsAmbiguous => !string.Equals(Raw, Canonical, StringComparison.Ordinal);

    /// <summary>Reads the path of an origin-form request target.</summary>
    public static RequestPath Of(string rawTarget)
    {
        var end = rawTarget.AsSpan().IndexOfAny('?', '#');
        var raw = end < 0 ? rawTarget : rawTarget[..end];
        return new RequestPath(raw, IsPlain(raw) ? raw : Canonicalise(raw));
    }

    private static bool IsPlain(string raw) =>
        raw.AsSpan().IndexOfAny('%', '\\') < 0
        && !raw.Contains("//", StringComparison.Ordinal)
        && !raw.Contains("/.", StringComparison.Ordinal);

    private static string Canonicalise(string raw)
    {
        var segments = new List<string>();
        var decoded = Decode(raw).Split('/');
        foreach (var segment in decoded)
        {
            if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("" or "." or ".."))
                segments.Add(segment);
        }

        var trailing = segments.Count > 0 && decoded[^1] is "" or "." or "..";
        return "/" + string.Join('/', segments) + (trailing ? "/" : "");
    }

    private static string Decode(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit(raw[i + 1]) && char.IsAsciiHexDigit(raw[i + 2]))
            {
                var octet = (char)Convert.ToByte(raw.Substring(i + 1, 2), 16);
                if (char.IsAsciiLetterOrDigit(octet) || "-._~/\\".Contains(octet, StringComparison.Ordinal))
                {
                    text.Append(octet == '\\' ? '/' : octet);
                    i += 2;
                    continue;
                }
            }

            text.Append(raw[i] == '\\' ? '/' : raw[i]);
        }

        return text.ToString();
    }
}
