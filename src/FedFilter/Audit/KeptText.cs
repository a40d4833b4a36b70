using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Audit;

/// <summary>
/// Text that others chose, as the log keeps it: without characters that a terminal would act on, and of bounded size. Of a longer text the beginning is kept, with
/// its length and the first 16 digits of its SHA-256, so that it can still be compared with one that is at hand.
/// </summary>
internal static class KeptText
{
    /// <summary>In JSON and UTF-8, as it takes room on disk.</summary>
    public const int MaxOctets = 512;

    private const int MaxEnding = 64;

    public static string? Of(string? text, int maxOctets = MaxOctets)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var (kept, octets, fits) = (new StringBuilder(Math.Min(text.Length, maxOctets)), 0, 0);
        foreach (var rune in text.EnumerateRunes()) // lone surrogates come out as U+FFFD
        {
            var shown = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? Rune.ReplacementChar : rune;
            octets += shown.Value is '"' or '\\' ? 2 : shown.Utf8SequenceLength;
            if (octets > maxOctets)
                return kept.ToString(0, fits) + Ending(text);
            kept.Append(shown.ToString());
            if (octets <= maxOctets - MaxEnding)
                fits = kept.Length;
        }

        return kept.ToString();
    }

    private static string Ending(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return string.Create(CultureInfo.InvariantCulture, $"… ({octets.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(octets))[..16]})");
    }
}
