using System.Buffers;
using System.Text;

namespace FedFilter.Policy.Activities;

/// <summary>
/// Takes the markup out of HTML: what is left is what a person reads. Not a parser of documents: one pass over the text, in time
/// proportional to its length whatever is in it. What may be text is kept, so that nothing hides in broken markup.
/// </summary>
internal sealed class Markup
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    // Between these, words run on: <b>w</b>ord is one word. Every other element begins a new one.
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "rb", "rp", "rt", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    private readonly string _html;
    private readonly StringBuilder _text;

    // Set when a search came to the end of the text in vain, so that it is not made again from every later place.
    private bool _commentsOpen;
    private bool _quotesOpen;
    private bool _tagsOpen;

    private Markup(string html) => (_html, _text) = (html, new StringBuilder(html.Length));

    public static string Remove(string html) => html.AsSpan().IndexOfAny('<', '&') < 0 ? html : new Markup(html).Remove();

    private string Remove()
    {
        for (var at = 0; at < _html.Length;)
            at = _html[at] switch
            {
                '&' => Entities.Decode(_html, at, _text),
                '<' when BeginsTag(at) && EndOfTag(at) is > 0 and var end => Pass(at, end),
                var c => Keep(at, c),
            };
        return _text.ToString();
    }

    private int Keep(int at, char c)
    {
        _text.Append(c);
        return at + 1;
    }

    private int Pass(int start, int end)
    {
        var name = _html.AsSpan(start + 1, end - start - 1).TrimStart('/');
        var length = name.IndexOfAnyExcept(NameCharacters);
        var comment = _html[start + 1] is '!' or '?';
        if (!comment && !Inline.GetAlternateLookup<ReadOnlySpan<char>>().Contains(length < 0 ? name : name[..length]))
            _text.Append(' ');
        return end;
    }

    /// <summary>As in HTML's tag open state: what follows decides whether a &lt; is one.</summary>
    private bool BeginsTag(int at) => at + 1 < _html.Length && (char.IsAsciiLetter(_html[at + 1]) || _html[at + 1] is '/' or '!' or '?');

    /// <summary>Where the tag is over; -1 if it is not.</summary>
    private int EndOfTag(int start)
    {
        if (_tagsOpen)
            return -1;
        if (!_commentsOpen && _html.AsSpan(start).StartsWith("<!--"))
        {
            var end = _html.IndexOf("-->", start + 2, StringComparison.Ordinal); // <!--> is a whole comment
            if (end >= 0)
                return end + 3;
            _commentsOpen = true;
        }

        if (!_quotesOpen)
        {
            var end = EndOfTagWithQuotes(start);
            if (end >= 0)
                return end;
            _quotesOpen = true; // from here on quotes are not believed
        }

        var last = _html.IndexOf('>', start);
        _tagsOpen = last < 0;
        return _tagsOpen ? -1 : last + 1;
    }

    /// <summary>A &gt; within an attribute's quotes does not end the tag.</summary>
    private int EndOfTagWithQuotes(int start)
    {
        for (var at = start; at < _html.Length; at++)
        {
            var step = _html.AsSpan(at).IndexOfAny('>', '"', '\'');
            if (step < 0)
                return -1;
            at += step;
            if (_html[at] == '>')
                return at + 1;
            if (!_html.AsSpan(start, at - start).TrimEnd().EndsWith('='))
                continue;
            at = _html.IndexOf(_html[at], at + 1);
            if (at < 0)
                return -1;
        }

        return -1;
    }
}
