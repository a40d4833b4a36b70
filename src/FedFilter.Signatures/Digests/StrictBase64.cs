using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Signatures.Digests;

/// <summary>
/// Base64 with exactly one spelling for each value (RFC 4648, section 3.5): the framework's decoder passes over white space, and two
/// spellings of one signature would look like two signatures.
/// </summary>
internal static class StrictBase64
{
    /// <summary>The octets, if the text is their one canonical encoding and they are at most <paramref name="limit"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int limit, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (text.Length == 0 || text.Length % 4 != 0 || text.Length / 4 * 3 > limit + 2)
            return false;
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, buffer, out var count) || count > limit)
            return false;
        if (!IsCanonical(text, buffer.AsSpan(0, count)))
            return false;
        octets = count == buffer.Length ? buffer : buffer[..count];
        return true;
    }

    /// <summary>Every character counts, and the bits that the last ones have to spare are zero: then encoding again gives the same text.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> text, ReadOnlySpan<byte> octets)
    {
        var padding = text.Length - text.TrimEnd('=').Length;
        if (octets.Length != text.Length / 4 * 3 - padding)
            return false;
        Span<char> last = stackalloc char[4];
        Convert.TryToBase64Chars(octets[^(3 - padding)..], last, out _);
        return text.EndsWith(last);
    }
}
