using System.Globalization;
using System.Text;

namespace FedFilter.Policy.Activities;

/// <summary>Makes texts comparable: one form for what looks or sounds alike, whoever typed it.</summary>
internal static class Folding
{
    /// <summary>Combining marks on one letter that are looked at. Normalising takes the square of their number.</summary>
    private const int MaxMarks = 32;

    /// <summary>
    /// Unicode's compatibility form (NFKC), so that full-width and styled letters are letters; without characters that do not show
    /// (zero-width ones, soft hyphens, variation selectors); any run of white space is one space.
    /// </summary>
    public static string Normalise(string text)
    {
        var (kept, marks) = (new StringBuilder(text.Length), 0);
        foreach (var rune in text.EnumerateRunes()) // half surrogate pairs come out as U+FFFD: NFKC would throw
        {
            if (IsInvisible(rune))
                continue;
            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks <= MaxMarks)
                kept.Append(rune.ToString());
        }

        var normal = kept.ToString().Normalize(NormalizationForm.FormKC);

        kept.Clear();
        foreach (var c in normal)
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                kept.Append(c);
            else if (kept.Length > 0 && kept[^1] != ' ')
                kept.Append(' ');
        return kept.ToString().TrimEnd();
    }

    /// <summary>Without distinction of case. Up and down again, so that the Greek final sigma and the long s meet their like; the sharp s is two.</summary>
    public static string Fold(string text) => text.ToUpperInvariant().ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);

    /// <summary>A hashtag as it is compared.</summary>
    public static string Hashtag(string name) => Fold(Normalise(name)).TrimStart('#');

    private static bool IsMark(Rune rune) =>
        rune.Value >= 0x300 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x034F or 0x115F or 0x1160 or 0x3164;
}
