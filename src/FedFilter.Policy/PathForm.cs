using System.Buffers;
using System.Globalization;
using System.Text;

namespace FedFilter.Policy;

/// <summary>
/// The two forms in which paths and patterns of an origin's paths are compared. The canonical form differs from what was sent only in
/// spelling (RFC 3986, section 6.2.2). A folded form is what the most lenient servers make of it: they ignore case, a slash at the
/// end, <c>/index.php</c> and a format such as <c>.json</c>; some also cut the path at an encoded <c>?</c> or <c>#</c>, a <c>;</c> or an <c>&amp;</c>.
/// </summary>
public static class PathForm
{
    private const string FrontController = "index.php";

    private static readonly SearchValues<char> Canonicals = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/");
    private static readonly SearchValues<char> Foldeds = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_~!$'()*+,=:@/");
    private static readonly string[] Formats = [".json", ".jsonld", ".xml", ".html", ".rss", ".atom", ".activity"];
    private static readonly string[] EndsOfPath = ["%3F", "%23", "%26", "%00", "&", ";", "?", "#"];

    /// <summary>The canonical form of percent-encoding: characters that may stand in a path are decoded, all others encoded in upper case.</summary>
    public static string Canonical(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Canonicals))
            return text;
        var canonical = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (Octet(text, i) is not { } octet)
                    canonical.Append("%25");
                else
                {
                    i += 2;
                    if (octet < 0x80 && octet != '/' && Canonicals.Contains((char)octet))
                        canonical.Append((char)octet);
                    else
                        AppendEncoded(canonical, octet);
                }
            }
            else if (Canonicals.Contains(text[i]))
                canonical.Append(text[i]);
            else
                i += AppendEncoded(canonical, text.AsSpan(i)) - 1;
        }

        return canonical.ToString();
    }

    /// <summary>Returns the folded forms of a path or pattern: cut where a server may cut it, and whole if that differs.</summary>
    public static string[] Foldings(string path)
    {
        if (IsFolded(path))
            return [path];
        var cut = path;
        foreach (var end in EndsOfPath)
            if (cut.IndexOf(end, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
                cut = cut[..at];
        return cut == path ? [Fold(path)] : [Fold(cut), Fold(path)];
    }

    /// <summary>Returns whether a path is its own and only folded form.</summary>
    public static bool IsFolded(string path) =>
        path.StartsWith('/') && !path.AsSpan().ContainsAnyExcept(Foldeds)
        && !path.Contains("//", StringComparison.Ordinal) && (path.Length == 1 || !path.EndsWith('/'));

    private static string Fold(string path)
    {
        var segments = new List<string>();
        foreach (var segment in Plain(path).Replace('\\', '/').Split('/'))
        {
            if (segment == "..")
            {
                if (segments.Count > 0)
                    segments.RemoveAt(segments.Count - 1);
            }
            else if (Trimmed(segment) is { Length: > 0 } trimmed && trimmed != FrontController)
                segments.Add(trimmed);
        }

        if (segments.Count > 0)
            segments[^1] = WithoutFormat(segments[^1]);
        return "/" + string.Join('/', segments);
    }

    /// <summary>The octet that a percent-encoding at an index stands for; null if it is malformed.</summary>
    public static byte? Octet(ReadOnlySpan<char> text, int index) =>
        index + 2 < text.Length && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2])
            ? byte.Parse(text.Slice(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The text with each percent-encoding decoded once; octets that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var octets = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && Octet(text, i) is { } octet)
            {
                octets[length++] = octet;
                i += 2;
            }
            else
            {
                Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used);
                length += rune.EncodeToUtf8(octets.AsSpan(length));
                i += used - 1;
            }
        }

        return Encoding.UTF8.GetString(octets, 0, length);
    }

    /// <summary>Decoded, in lower case, and with characters that only look like others (full-width, Kelvin sign, long s) as these.</summary>
    public static string Plain(string path)
    {
        var text = Decode(path);
        if (!Ascii.IsValid(text))
            text = string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC).Replace('\u0131', 'i'); // a lone surrogate is U+FFFD as a rune
        return text.ToLowerInvariant();
    }

    private static string Trimmed(string segment)
    {
        int start = 0, end = segment.Length;
        while (start < end && IsBlank(segment[start]))
            start++;
        while (end > start && (IsBlank(segment[end - 1]) || segment[end - 1] == '.'))
            end--;
        return segment[start..end];
    }

    private static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static string WithoutFormat(string segment)
    {
        foreach (var format in Formats)
            if (segment.Length > format.Length && segment.EndsWith(format, StringComparison.Ordinal))
                return WithoutFormat(Trimmed(segment[..^format.Length]));
        return segment;
    }

    private static void AppendEncoded(StringBuilder to, byte octet) => to.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");

    /// <summary>Appends the first character, encoded, and returns how many UTF-16 units it takes.</summary>
    private static int AppendEncoded(StringBuilder to, ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var rune, out var used);
        Span<byte> octets = stackalloc byte[4];
        foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
            AppendEncoded(to, octet);
        return used;
    }
}
