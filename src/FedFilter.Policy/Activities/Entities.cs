using System.Net;
using System.Text;

namespace FedFilter.Policy.Activities;

/// <summary>Character references of HTML. Numeric ones need no semicolon: browsers read them without.</summary>
internal static class Entities
{
    private const int LongestName = 32;

    /// <summary>Appends what the &amp; at a place stands for.</summary>
    /// <returns>The place behind it.</returns>
    public static int Decode(string html, int at, StringBuilder text)
    {
        if (at + 1 < html.Length && html[at + 1] == '#' && Number(html, at, text) is { } end)
            return end;

        var name = html.AsSpan(at, Math.Min(LongestName, html.Length - at));
        var length = name.IndexOf(';') + 1;
        if (length == 0)
            length = 1;
        text.Append(length == 1 ? "&" : WebUtility.HtmlDecode(name[..length].ToString()));
        return at + length;
    }

    private static int? Number(string html, int at, StringBuilder text)
    {
        var next = at + 2;
        var hex = next < html.Length && html[next] is ('x' or 'X');
        if (hex)
            next++;

        var (first, value) = (next, 0);
        for (; next < html.Length && (hex ? char.IsAsciiHexDigit(html[next]) : char.IsAsciiDigit(html[next])); next++)
            value = Math.Min((value * (hex ? 16 : 10)) + Digit(html[next]), 0x110000);
        if (next == first)
            return null;

        text.Append(value != 0 && Rune.TryCreate(value, out var rune) ? rune.ToString() : "\uFFFD");
        return next < html.Length && html[next] == ';' ? next + 1 : next;
    }

    private static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
