using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// The words of a page, a line for each paragraph, heading or list item: what a person reads, without menus, scripts and forms. Two
/// readings of an unchanged page give the same text, so that its SHA-256 can be pinned.
/// </summary>
/// <param name="Text">Lines joined by \n, in NFC, runs of white space as one space.</param>
internal sealed record ExtractedText(string Text)
{
    /// <summary>A page that is nothing but tags would cost much and say nothing.</summary>
    public const int MaxTags = 20_000;

    /// <summary>The longest terms that are known have some hundreds of lines. Comparing two texts costs the product of theirs.</summary>
    public const int MaxLines = 5_000;

    /// <summary>Combining marks on one letter that are kept. Normalising takes the square of their number.</summary>
    private const int MaxMarks = 32;

    /// <summary>SHA-256 of the text in UTF-8 without its white space, lower-case hex: how a page breaks its lines is not what it says.</summary>
    public string Sha256 => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))));

    /// <summary>Whether it can be compared with another text.</summary>
    public bool IsComparable => Text.AsSpan().Count('\n') < MaxLines;

    /// <summary>Returns the text of a web page, or of a piece of one; null if it is made of tags only.</summary>
    public static ExtractedText? OfHtml(string html) => html.AsSpan().Count('<') > MaxTags ? null : new ExtractedText(Tidy(HtmlText.Of(html)));

    /// <summary>Returns plain text or Markdown in the same form.</summary>
    public static ExtractedText OfPlain(string text) => new(Tidy(text));

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        foreach (var line in text.AsSpan().Split('\n'))
            AppendLine(text.AsSpan(line), tidy);
        return tidy.ToString().Normalize(NormalizationForm.FormC);
    }

    private static void AppendLine(ReadOnlySpan<char> line, StringBuilder tidy)
    {
        var (start, marks, spaces) = (tidy.Length, 0, 0);
        Span<char> characters = stackalloc char[2];
        foreach (var rune in line.EnumerateRunes()) // lone surrogates come out as U+FFFD: NFC knows none
        {
            if (Rune.IsWhiteSpace(rune))
            {
                spaces++;
                continue;
            }

            marks = IsMark(rune) ? marks + 1 : 0;
            if (Rune.IsControl(rune) || marks > MaxMarks)
                continue;
            if (tidy.Length == start && start > 0)
                tidy.Append('\n');
            else if (tidy.Length > start && spaces > 0)
                tidy.Append(' ');
            spaces = 0;
            tidy.Append(characters[..rune.EncodeToUtf16(characters)]);
        }
    }

    private static bool IsMark(Rune rune) =>
        rune.Value >= 0x300 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
