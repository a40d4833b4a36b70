using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// The words of a page, a line for each paragraph, heading or list item: what a person reads, without menus, scripts and forms. Two
/// readings of an unchanged page give the same text, so that its SHA-256 can be pinned.
/// </summary>
/// <param name="Text">Lines joined by \n, in NFC, runs of white space as one space.</param>
internal sealed record ExtractedText(string Text)
{
    // A page that is nothing but tags would cost much and say nothing.
    private const int MostTags = 20_000;

    private static readonly HashSet<string> Left = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "nav", "noscript", "template", "svg", "form", "iframe", "button", "head", "header", "footer", "aside", "dialog",
    };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "ruby", "rt", "rp", "s", "samp", "small", "span",
        "strong", "sub", "sup", "time", "u", "var", "wbr",
    };

    /// <summary>SHA-256 of the text in UTF-8 without its white space, lower-case hex: how a page breaks its lines is not what it says.</summary>
    public string Sha256 => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))));

    /// <summary>Of a web page, or a piece of one. Null if it is made of tags only.</summary>
    public static ExtractedText? OfHtml(string html)
    {
        if (html.AsSpan().Count('<') > MostTags)
            return null;
        return new HtmlParser().ParseDocument(html).Body is { } body ? new ExtractedText(Lines(body)) : null;
    }

    /// <summary>Of plain text or Markdown.</summary>
    public static ExtractedText OfPlain(string text) => new(Tidy(text.Split('\n')));

    /// <summary>Without recursion: how deep a page is nested is for its author to say.</summary>
    private static string Lines(INode root)
    {
        var text = new StringBuilder();
        var rest = new Stack<(INode? Node, bool IsEnd)>();
        rest.Push((root, false));
        while (rest.TryPop(out var next))
        {
            if (next.IsEnd)
                text.Append('\n');
            else if (next.Node is IText words)
                text.Append(words.Data.Replace('\n', ' ').Replace('\r', ' '));
            else if (next.Node is IElement element && !Left.Contains(element.LocalName))
                Open(element, text, rest);
        }

        return Tidy(text.ToString().Split('\n'));
    }

    private static void Open(IElement element, StringBuilder text, Stack<(INode? Node, bool IsEnd)> rest)
    {
        if (!Inline.Contains(element.LocalName))
        {
            text.Append('\n');
            rest.Push((null, true));
        }

        for (var child = element.LastChild; child is not null; child = child.PreviousSibling)
            rest.Push((child, false));
    }

    private static string Tidy(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(OneSpace).Where(line => line.Length > 0)).Normalize(NormalizationForm.FormC);

    private static string OneSpace(string line)
    {
        var tidy = new StringBuilder(line.Length);
        foreach (var rune in line.EnumerateRunes()) // lone surrogates come out as U+FFFD: NFC knows none
            if (!Rune.IsWhiteSpace(rune))
                tidy.Append(Rune.IsControl(rune) ? "" : rune.ToString());
            else if (tidy.Length > 0 && tidy[^1] != ' ')
                tidy.Append(' ');
        return tidy.ToString().TrimEnd();
    }
}
