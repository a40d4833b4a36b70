using System.Text;

namespace FedFilter.Declarations.Texts;

/// <summary>What a tokenizer stands at.</summary>
internal enum HtmlToken
{
    Text,
    StartTag,
    EndTag,
}

/// <summary>
/// Reads a page tag by tag as browsers do (WHATWG HTML, section 13.2.5), and builds no tree: the cost is proportional to the page's length, whatever
/// is in it. Comments, doctypes and processing instructions are passed over.
/// </summary>
internal sealed class HtmlTokenizer(string html)
{
    private const int LongestKnownName = 64;

    private int _at;
    private (int Start, int End) _text;

    public HtmlToken Kind { get; private set; }

    /// <summary>Of a tag, in lower case.</summary>
    public string Name { get; private set; } = "";

    public bool IsSelfClosing { get; private set; }

    /// <summary>Whether the start tag says that its element is not shown: <c>hidden</c>, or <c>display: none</c> in its style.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>Of a text, with its character references as they stand there.</summary>
    public ReadOnlySpan<char> Text => html.AsSpan(_text.Start, _text.End - _text.Start);

    /// <summary>Goes on to the next tag or text; false at the end.</summary>
    /// <param name="inForeign">Whether SVG or MathML is open: only there CDATA sections exist.</param>
    public bool Read(bool inForeign)
    {
        while (_at < html.Length)
        {
            if (html[_at] != '<' || !BeginsMarkup(_at))
                return IsText(_at, NextMarkup(_at + 1));
            var next = html[_at + 1];
            if (char.IsAsciiLetter(next) || (next == '/' && _at + 2 < html.Length && char.IsAsciiLetter(html[_at + 2])))
            {
                if (!ReadTag(next == '/'))
                    break; // the page ends within it: browsers drop it
                return true;
            }

            if (inForeign && html.AsSpan(_at).StartsWith("<![CDATA["))
                return IsText(_at + 9, After("]]>", _at + 9), trailing: "]]>");
            _at = html.AsSpan(_at).StartsWith("<!--") ? EndOfComment(_at + 4) : After(">", _at + 2);
        }

        _at = html.Length;
        return false;
    }

    /// <summary>Returns the content of an element that holds no tags; its end tag is read next.</summary>
    public ReadOnlySpan<char> ReadContent(string name)
    {
        var start = _at;
        _at = name == "script" ? EndOfScript(start) : EndTagOf(name, start);
        return html.AsSpan(start, _at - start);
    }

    /// <summary>Returns all that is left.</summary>
    public ReadOnlySpan<char> ReadRest()
    {
        var start = _at;
        _at = html.Length;
        return html.AsSpan(start);
    }

    private bool IsText(int start, int end, string trailing = "")
    {
        (Kind, _at) = (HtmlToken.Text, end);
        _text = (start, trailing.Length > 0 && html.AsSpan(start, end - start).EndsWith(trailing) ? end - trailing.Length : end);
        return true;
    }

    private bool BeginsMarkup(int at) => at + 1 < html.Length && (char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '!' or '?' || (html[at + 1] == '/' && at + 2 < html.Length));

    private int NextMarkup(int from)
    {
        while (from < html.Length)
        {
            var next = html.IndexOf('<', from);
            if (next < 0)
                break;
            if (BeginsMarkup(next))
                return next;
            from = next + 1;
        }

        return html.Length;
    }

    /// <summary>Returns the place behind a text; where it does not occur, the end of the page.</summary>
    private int After(string what, int from) =>
        from < html.Length && html.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var found ? found + what.Length : html.Length;

    /// <summary>A comment ends at <c>--></c> or <c>--!></c>; <c>&lt;!--></c> and <c>&lt;!---></c> are whole comments.</summary>
    private int EndOfComment(int from)
    {
        if (html.AsSpan(from).StartsWith(">"))
            return from + 1;
        if (html.AsSpan(from).StartsWith("->"))
            return from + 2;
        for (var at = from; (at = at < html.Length ? html.IndexOf("--", at, StringComparison.Ordinal) : -1) >= 0; at++)
        {
            var rest = html.AsSpan(at + 2);
            if (rest.StartsWith(">"))
                return at + 3;
            if (rest.StartsWith("!>"))
                return at + 4;
        }

        return html.Length;
    }

    private bool ReadTag(bool isEnd)
    {
        var at = _at + (isEnd ? 2 : 1);
        var start = at;
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>'))
            at++;
        Name = Lower(html.AsSpan(start, at - start));
        (Kind, IsSelfClosing, IsHidden) = (isEnd ? HtmlToken.EndTag : HtmlToken.StartTag, false, false);
        var hasStyle = false;
        while (at < html.Length)
        {
            if (IsSpace(html[at]))
            {
                at++;
            }
            else if (html[at] == '>')
            {
                _at = at + 1;
                return true;
            }
            else if (html[at] == '/')
            {
                at++;
                IsSelfClosing = at < html.Length && html[at] == '>';
            }
            else
            {
                at = ReadAttribute(at, ref hasStyle);
            }
        }

        return false;
    }

    private int ReadAttribute(int at, ref bool hasStyle)
    {
        var start = at++; // an equals sign may be the first character of a name
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>' or '='))
            at++;
        var name = html.AsSpan(start, at - start);
        while (at < html.Length && IsSpace(html[at]))
            at++;
        var value = ReadOnlySpan<char>.Empty;
        if (at < html.Length && html[at] == '=')
            value = ReadValue(ref at);
        if (Ascii.EqualsIgnoreCase(name, "hidden"))
            IsHidden = true;
        if (!hasStyle && Ascii.EqualsIgnoreCase(name, "style"))
            (hasStyle, IsHidden) = (true, IsHidden || IsNotDisplayed(value));
        return at;
    }

    private ReadOnlySpan<char> ReadValue(scoped ref int at)
    {
        at++;
        while (at < html.Length && IsSpace(html[at]))
            at++;
        if (at >= html.Length || html[at] == '>')
            return [];
        var start = at;
        if (html[at] is '"' or '\'')
        {
            var end = html.IndexOf(html[at], at + 1);
            at = end < 0 ? html.Length : end + 1;
            return end < 0 ? [] : html.AsSpan(start + 1, end - start - 1);
        }

        while (at < html.Length && !IsSpace(html[at]) && html[at] != '>')
            at++;
        return html.AsSpan(start, at - start);
    }

    private static bool IsNotDisplayed(ReadOnlySpan<char> style)
    {
        var css = new StringBuilder();
        CharacterReferences.Append(style, css);
        var hidden = false;
        foreach (var declaration in css.ToString().Split(';'))
            if (declaration.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Ascii.EqualsIgnoreCase(declaration.AsSpan(0, colon).Trim(), "display"))
                hidden = declaration.AsSpan(colon + 1).Trim().StartsWith("none", StringComparison.OrdinalIgnoreCase);
        return hidden;
    }

    /// <summary>Returns where an end tag begins, or the end of the page.</summary>
    private int EndTagOf(string name, int from)
    {
        for (var at = from; (at = at < html.Length ? html.IndexOf("</", at, StringComparison.Ordinal) : -1) >= 0; at += 2)
            if (IsTag(at + 2, name))
                return at;
        return html.Length;
    }

    /// <summary>A script that opens a comment and in it another script ends behind that one's end (script data double escaped state).</summary>
    private int EndOfScript(int from)
    {
        var (escaped, twice) = (false, false);
        for (var at = from; at < html.Length; at++)
        {
            at = html.AsSpan(at).IndexOfAny('<', '-') is >= 0 and var step ? at + step : html.Length;
            var rest = html.AsSpan(Math.Min(at, html.Length));
            if (rest.StartsWith("<!--"))
                escaped = true;
            else if (rest.StartsWith("-->"))
                escaped = twice = false;
            else if (escaped && rest.StartsWith("<") && IsTag(at + 1, "script"))
                twice = true;
            else if (rest.StartsWith("</") && IsTag(at + 2, "script"))
            {
                if (!twice)
                    return at;
                twice = false;
            }
        }

        return html.Length;
    }

    private bool IsTag(int at, string name) =>
        at + name.Length < html.Length && Ascii.EqualsIgnoreCase(html.AsSpan(at, name.Length), name) && (IsSpace(html[at + name.Length]) || html[at + name.Length] is '/' or '>');

    private static string Lower(ReadOnlySpan<char> name)
    {
        Span<char> lower = name.Length <= LongestKnownName ? stackalloc char[name.Length] : new char[name.Length];
        for (var i = 0; i < name.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        return HtmlElements.Name(lower);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
