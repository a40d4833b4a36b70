using System.Buffers;
using System.Text;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>
/// The path of a request on an origin: as it was sent, in the one canonical form that patterns are compared with, and whether an origin
/// or a proxy could fold it into another path. It could where it holds a dot segment, an empty segment, a <c>;</c> parameter, a
/// backslash, an encoded slash, backslash or dot, an encoding of what needs none, a doubly or wrongly encoded character, a control
/// character, or octets that are not UTF-8. Encoded reserved characters, spaces and UTF-8 are plain: ids of real servers hold them.
/// </summary>
internal readonly record struct RequestPath
{
    // A server or proxy may decode more than once; past this many times none does.
    private const int MostDecodings = 5;

    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(code => (char)code), '%', '\\', ';', '#', '\x7F']);

    private RequestPath(string raw, bool isAmbiguous, string canonical) => (Raw, IsAmbiguous, Canonical) = (raw, isAmbiguous, canonical);

    /// <summary>The octets of the request target up to the query.</summary>
    public string Raw { get; }

    /// <summary>What patterns match: in <see cref="PathForm.Canonical"/> spelling, and where it is ambiguous with slashes and dots resolved.</summary>
    public string Canonical { get; }

    public bool IsAmbiguous { get; }

    /// <summary>Reads the path of an origin-form request target. Never throws.</summary>
    public static RequestPath Of(string rawTarget)
    {
        var end = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var raw = end < 0 ? rawTarget : rawTarget[..end];
        return HasAmbiguousCharacter(raw) || HasAmbiguousSegment(raw) || rawTarget.Contains('#', StringComparison.Ordinal)
            ? new RequestPath(raw, true, Resolve(raw))
            : new RequestPath(raw, false, PathForm.Canonical(raw));
    }

    /// <summary>Whether any of the paths that a server could read in it fulfils a condition.</summary>
    public bool CouldBe(Func<string, bool> condition)
    {
        if (!IsAmbiguous)
            return condition(Canonical) || (!PathForm.IsFolded(Canonical) && PathForm.Foldings(Canonical).Any(condition));
        foreach (var reading in Readings())
            if (condition(reading) || condition(PathForm.Canonical(reading)) || PathForm.Foldings(reading).Any(condition))
                return true;
        return false;
    }

    /// <summary>Whether a word of lower-case letters stands anywhere in the path, however often it is encoded. No spelling of a separator hides it.</summary>
    public bool Mentions(string word)
    {
        var text = WithoutBreaks(Raw);
        for (var decoded = 0; decoded <= MostDecodings; decoded++)
        {
            if (PathForm.Plain(text).Contains(word, StringComparison.Ordinal))
                return true;
            var next = PathForm.Decode(text);
            if (next == text)
                return false;
            text = next;
        }

        return false;
    }

    /// <summary>Decoded once, twice and more; with its parameters, without them, and cut at the first; with dots resolved and not.</summary>
    private IEnumerable<string> Readings()
    {
        var text = Raw;
        for (var decoded = 0; decoded <= MostDecodings; decoded++)
        {
            foreach (var variant in (string[])[text, WithoutBreaks(text), WithoutParameters(text), CutAt(text, ';'), CutAt(text, '#'), CutAt(text, '?'), CutAt(text, '\0')])
            {
                yield return variant;
                yield return variant.TrimEnd('/');
                yield return Resolve(variant);
                yield return Resolve(variant, merge: false);
            }

            var next = PathForm.Decode(text);
            if (next == text)
                yield break;
            text = next;
        }
    }

    private static bool HasAmbiguousSegment(string raw)
    {
        for (var slash = raw.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = raw.IndexOf('/', slash + 1))
        {
            var rest = raw.AsSpan(slash + 1);
            var end = rest.IndexOf('/');
            if (end == 0 || (end < 0 ? rest : rest[..end]) is "." or "..")
                return true;
        }

        return false;
    }

    private static bool HasAmbiguousCharacter(string raw)
    {
        for (var i = raw.AsSpan().IndexOfAny(Suspicious); i >= 0 && i < raw.Length; i++)
        {
            if (raw[i] != '%')
            {
                if (Suspicious.Contains(raw[i]) || raw[i] > '\x7E')
                    return true;
            }
            else if (PathForm.Octet(raw, i) is not { } octet || IsAmbiguousEncoding(raw, ref i, octet))
                return true;
        }

        return raw.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    /// <summary>Whether an encoded octet is read differently by servers; moves to its last character, or that of the UTF-8 sequence that it begins.</summary>
    private static bool IsAmbiguousEncoding(string raw, ref int index, byte octet)
    {
        if (octet >= 0x80)
            return !TryReadUtf8(raw, ref index);
        var start = index;
        index += 2;
        return octet switch
        {
            (byte)' ' => raw[start - 1] == '/' || index + 1 == raw.Length || raw[index + 1] == '/',
            < 0x20 or 0x7F or (byte)'/' or (byte)'\\' or (byte)';' or (byte)'.' or (byte)'-' or (byte)'_' or (byte)'~' => true,
            (byte)'%' => index + 2 < raw.Length && char.IsAsciiHexDigit(raw[index + 1]) && char.IsAsciiHexDigit(raw[index + 2]),
            _ => char.IsAsciiLetterOrDigit((char)octet),
        };
    }

    private static bool TryReadUtf8(string raw, ref int index)
    {
        Span<byte> octets = stackalloc byte[4];
        var length = 0;
        for (var at = index; length < 4 && at < raw.Length && raw[at] == '%' && PathForm.Octet(raw, at) is { } octet && (length == 0 || (octet & 0xC0) == 0x80); at += 3)
            octets[length++] = octet;
        if (Rune.DecodeFromUtf8(octets[..length], out var rune, out var used) != OperationStatus.Done || Rune.IsControl(rune))
            return false;
        index += (used * 3) - 1;
        return true;
    }

    /// <summary>URL parsers take tabs and line breaks out (WHATWG URL, section 4.4).</summary>
    private static string WithoutBreaks(string text) => string.Concat(text.Split('\t', '\r', '\n'));

    private static string WithoutParameters(string text) =>
        text.Contains(';', StringComparison.Ordinal) ? string.Join('/', text.Split('/').Select(segment => CutAt(segment, ';'))) : text;

    private static string CutAt(string text, char end) => text.IndexOf(end, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;

    /// <summary>The canonical form with backslashes and encoded slashes as slashes, and without empty and dot segments.</summary>
    private static string Resolve(string text, bool merge = true)
    {
        var plain = PathForm.Canonical(text).Replace("%2F", "/", StringComparison.Ordinal).Replace("%5C", "/", StringComparison.Ordinal);
        var segments = new List<string>();
        var all = plain.Split('/');
        foreach (var segment in all.Skip(1)) // before the first slash stands nothing
        {
            if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("." or "..") && !(merge && segment.Length == 0))
                segments.Add(segment);
        }

        var trailing = segments.Count > 0 && all[^1] is "" or "." or "..";
        return "/" + string.Join('/', segments) + (trailing ? "/" : "");
    }
}
