using System.Globalization;
using System.Text;

namespace FedFilter.Policy.Yaml;

/// <summary>Makes found text fit to stand in a message: one line, no control characters, not too long.</summary>
public static class Quote
{
    private const int Longest = 60;

    /// <summary>The text, shortened to 60 characters, with control characters as question marks.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(IsPlain(c) ? c : '?');
        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }

    // Formatting characters too: some of them turn the order of what follows.
    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
