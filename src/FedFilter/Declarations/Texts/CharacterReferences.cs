using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace FedFilter.Declarations.Texts;

/// <summary>Character references as browsers read them (WHATWG HTML, section 13.2.5.72), named and numeric, with or without a semicolon.</summary>
internal static class CharacterReferences
{
    private const string ListName = "character-references.txt";

    /// <summary>The longest name without a semicolon, such as <c>Atilde</c>, and with one.</summary>
    private const int LongestBare = 6;

    private const int LongestName = 32;

    /// <summary>What references to 0x80 to 0x9F mean: the characters of windows-1252 at these places.</summary>
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(Load);

    /// <summary>Appends a text with its references replaced.</summary>
    public static void Append(ReadOnlySpan<char> html, StringBuilder text)
    {
        while (html.IndexOf('&') is >= 0 and var at)
        {
            text.Append(html[..at]);
            html = html[at..];
            html = html[Decode(html, text)..];
        }

        text.Append(html);
    }

    /// <summary>Appends what the &amp; at the start stands for, and returns how many characters were read.</summary>
    private static int Decode(ReadOnlySpan<char> html, StringBuilder text)
    {
        if (html.Length > 2 && html[1] == '#' && Number(html, text) is > 0 and var read)
            return read;
        var rest = html[1..Math.Min(html.Length, LongestName + 1)];
        var length = 0;
        while (length < rest.Length && char.IsAsciiLetterOrDigit(rest[length]))
            length++;

        var names = Names.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        if (length < rest.Length && rest[length] == ';' && names.TryGetValue(rest[..(length + 1)], out var characters))
        {
            text.Append(characters);
            return length + 2;
        }

        for (length = Math.Min(length, LongestBare); length > 1; length--)
            if (names.TryGetValue(rest[..length], out characters))
            {
                text.Append(characters);
                return length + 1;
            }

        text.Append('&');
        return 1;
    }

    /// <summary>Reads a numeric reference; 0 where there is none.</summary>
    private static int Number(ReadOnlySpan<char> html, StringBuilder text)
    {
        var hex = html[2] is 'x' or 'X';
        var first = hex ? 3 : 2;
        var (next, value) = (first, 0);
        for (; next < html.Length && (hex ? char.IsAsciiHexDigit(html[next]) : char.IsAsciiDigit(html[next])); next++)
            value = Math.Min(value * (hex ? 16 : 10) + (char.IsAsciiDigit(html[next]) ? html[next] - '0' : (html[next] | 0x20) - 'a' + 10), 0x110000);
        if (next == first)
            return 0;
        if (value is >= 0x80 and <= 0x9F)
            text.Append(Windows1252[value - 0x80]);
        else
            text.Append(value != 0 && Rune.TryCreate(value, out var rune) ? rune.ToString() : "\uFFFD");
        return next < html.Length && html[next] == ';' ? next + 1 : next;
    }

    private static FrozenDictionary<string, string> Load()
    {
        using var list = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(ListName)!);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (!line.StartsWith('#') && line.Split(' ') is [var name, .. var codes])
                names[name] = string.Concat(codes.Select(code => char.ConvertFromUtf32(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
