using System.Globalization;
using System.Text;

namespace FedFilter.Policy.Editing;

/// <summary>Writes values into policy files, in one line each.</summary>
public static class YamlWriter
{
    /// <summary>A text: without quotes where it is a plain word or a URL, else in double quotes.</summary>
    /// <param name="text">Any text.</param>
    public static string Text(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A list of texts.</summary>
    /// <param name="texts">The texts.</param>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    /// <summary>A time, to the second, in UTC.</summary>
    /// <param name="time">The time.</param>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Narrow on purpose: what is left out is quoted, and means the same.
    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] is not (':' or ' ')
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '/' or ':' or '+' or '=' or '%' or '@' or '~' or ';')
        && !text.Contains(": ", StringComparison.Ordinal) && text is not ("null" or "Null" or "NULL");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) // lone surrogates come out as U+FFFD
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append(rune);
            else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
            else
                quoted.Append(rune);
        return quoted.Append('"').ToString();
    }
}
