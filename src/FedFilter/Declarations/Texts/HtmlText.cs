using System.Runtime.InteropServices;
using System.Text;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// The text of a page, as browsers divide it into elements, without building their tree: only the open elements are kept. Building it is not bounded:
/// of N unclosed formatting elements each following block gets N copies (WHATWG HTML, section 13.2.4.3).
/// </summary>
internal sealed class HtmlText
{
    private readonly HtmlTokenizer _tokens;
    private readonly StringBuilder _text = new();
    private readonly List<Open> _open = [];

    /// <summary>Where in the open elements each name stands, the innermost last; and each kind that ends a search: no search walks through them.</summary>
    private readonly Dictionary<string, List<int>> _byName = new(StringComparer.Ordinal);

    private readonly (HtmlElement Kind, List<int> Depths)[] _barriers =
    [
        (HtmlElement.Scope, []), (HtmlElement.TableScope, []), (HtmlElement.ButtonScope, []), (HtmlElement.ListScope, []), (HtmlElement.Special, []), (HtmlElement.ItemScope, []),
    ];

    private int _hiding;
    private bool _headIsOver;

    private HtmlText(string html) => _tokens = new HtmlTokenizer(html);

    private bool InForeign => _open is [.., { IsForeign: true }];

    /// <summary>Returns the text, with a line feed wherever a block begins or ends.</summary>
    public static string Of(string html)
    {
        var page = new HtmlText(html);
        while (page._tokens.Read(page.InForeign))
            page.Take();
        return page._text.ToString();
    }

    private void Take()
    {
        switch (_tokens.Kind)
        {
            case HtmlToken.Text:
                EndHead(isOver: !_tokens.Text.IsWhiteSpace());
                Append(_tokens.Text, hasReferences: true);
                break;
            case HtmlToken.StartTag:
                Start(_tokens.Name);
                break;
            default:
                End(_tokens.Name);
                break;
        }
    }

    private void Start(string name)
    {
        var element = HtmlElements.Of(name);
        if (name == "html" || (name is "head" && _headIsOver) || (name == "form" && IsOpen("form")))
            return;
        EndHead(isOver: name != "head" && (element & HtmlElement.Head) == 0);
        if (InForeign && (element & HtmlElement.Breakout) != 0)
            PopTo(_open.FindLastIndex(open => !open.IsForeign) + 1);
        CloseImplied(name, element);

        var isForeign = name is "svg" or "math" || InForeign;
        var isHiding = _tokens.IsHidden || (element & HtmlElement.Omitted) != 0;
        if (!isHiding)
            Break(element);
        if ((element & HtmlElement.Void) != 0 && !InForeign)
            return;
        if (isForeign && _tokens.IsSelfClosing)
            return;
        if ((element & HtmlElement.Inline) == 0 || isHiding || _hiding > 0)
            Push(new Open(name, element, isHiding, isForeign && !(InForeign && (element & HtmlElement.Integration) != 0)));
        if (isForeign)
            return;
        if (name == "plaintext")
            Append(_tokens.ReadRest(), hasReferences: false);
        else if ((element & (HtmlElement.RawText | HtmlElement.RcData)) != 0)
            Append(_tokens.ReadContent(name), hasReferences: (element & HtmlElement.RcData) != 0);
    }

    private void End(string name)
    {
        var element = HtmlElements.Of(name);
        _headIsOver |= name == "head";
        if (name is "html" or "body" || (name == "br" && Broken()))
            return;
        var barrier = name switch
        {
            "p" => HtmlElement.Scope | HtmlElement.ButtonScope,
            "li" => HtmlElement.Scope | HtmlElement.ListScope,
            "caption" or "tbody" or "tfoot" or "thead" or "tr" or "td" or "th" => HtmlElement.TableScope,
            "table" or "template" => HtmlElement.None,
            _ => (element & HtmlElement.Special) != 0 ? HtmlElement.Scope : HtmlElement.Special,
        };
        var closed = name is "h1" or "h2" or "h3" or "h4" or "h5" or "h6" ? Close(["h1", "h2", "h3", "h4", "h5", "h6"], barrier) : Close([name], barrier);
        if (name == "p" && !closed)
            Broken(); // browsers make an empty paragraph of it

        bool Broken()
        {
            Break(HtmlElement.None);
            return true;
        }
    }

    /// <summary>Elements that end where another one begins, without an end tag of their own.</summary>
    private void CloseImplied(string name, HtmlElement element)
    {
        if ((element & HtmlElement.ClosesParagraph) != 0)
            Close(["p"], HtmlElement.Scope | HtmlElement.ButtonScope);
        switch (name)
        {
            case "li" or "option":
                Close([name], HtmlElement.ItemScope);
                break;
            case "dd" or "dt":
                Close(["dd", "dt"], HtmlElement.ItemScope);
                break;
            case "button":
                Close([name], HtmlElement.Scope);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6" when _open is [.., { Name: "h1" or "h2" or "h3" or "h4" or "h5" or "h6" }]:
                PopTo(_open.Count - 1);
                break;
            case "td" or "th":
                Close(["td", "th"], HtmlElement.TableScope);
                break;
            case "tr":
                Close([name], HtmlElement.TableScope);
                break;
            case "tbody" or "tfoot" or "thead":
                Close(["caption", "tbody", "tfoot", "thead"], HtmlElement.TableScope);
                break;
        }
    }

    /// <summary>The head needs no end tag: the first thing that does not belong into it ends it.</summary>
    private void EndHead(bool isOver)
    {
        if (!isOver || _headIsOver || _open is [.., { Name: not "head" }])
            return;
        _headIsOver = true;
        PopTo(0);
    }

    /// <summary>Closes the innermost of these elements that is open, and all within it.</summary>
    /// <param name="names">The elements.</param>
    /// <param name="barrier">What ends the search.</param>
    private bool Close(ReadOnlySpan<string> names, HtmlElement barrier)
    {
        var (found, last) = (-1, -1);
        foreach (var name in names)
            found = Math.Max(found, Innermost(_byName.GetValueOrDefault(name)));
        foreach (var (kind, at) in _barriers)
            if ((kind & barrier) != 0)
                last = Math.Max(last, Innermost(at));
        if (found < 0 || found < last)
            return false;
        PopTo(found);
        return true;
    }

    private void Push(Open open)
    {
        (CollectionsMarshal.GetValueRefOrAddDefault(_byName, open.Name, out _) ??= []).Add(_open.Count);
        foreach (var (kind, at) in _barriers)
            if ((open.Element & kind) != 0)
                at.Add(_open.Count);
        _open.Add(open);
        if (open.IsHiding)
            _hiding++;
    }

    private void PopTo(int depth)
    {
        for (var i = _open.Count - 1; i >= depth; i--)
        {
            var open = _open[i];
            _open.RemoveAt(i);
            _byName[open.Name].RemoveAt(_byName[open.Name].Count - 1);
            foreach (var (kind, at) in _barriers)
                if ((open.Element & kind) != 0)
                    at.RemoveAt(at.Count - 1);
            if (open.IsHiding)
                _hiding--;
            else
                Break(open.Element);
        }
    }

    private bool IsOpen(string name) => Innermost(_byName.GetValueOrDefault(name)) >= 0;

    private static int Innermost(List<int>? depths) => depths is [.., var last] ? last : -1;

    private void Break(HtmlElement element)
    {
        if (_hiding == 0 && (element & HtmlElement.Inline) == 0)
            _text.Append('\n');
    }

    /// <summary>How a page breaks its lines says nothing.</summary>
    private void Append(ReadOnlySpan<char> text, bool hasReferences)
    {
        if (_hiding > 0)
            return;
        var start = _text.Length;
        if (hasReferences)
            CharacterReferences.Append(text, _text);
        else
            _text.Append(text);
        _text.Replace('\n', ' ', start, _text.Length - start).Replace('\r', ' ', start, _text.Length - start);
    }

    private readonly record struct Open(string Name, HtmlElement Element, bool IsHiding, bool IsForeign);
}
