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
        if (!text.SequenceEqual(Convert.ToBase64String(buffer, 0, count)))
            return false;
        octets = buffer[..count];
        return true;
    }
}
