using System.Collections.Frozen;

namespace FedFilter.Declarations.Texts;

/// <summary>What reading a page depends on of an element; the names of the standard's own lists (WHATWG HTML, section 13.2.4.2).</summary>
[Flags]
internal enum HtmlElement
{
    None = 0,

    /// <summary>Its text stays on the line it is in.</summary>
    Inline = 1 << 0,

    /// <summary>What is in it does not belong to the text: menus, scripts, forms, and what browsers do not show.</summary>
    Omitted = 1 << 1,

    /// <summary>Has no content and no end tag.</summary>
    Void = 1 << 2,

    /// <summary>There are no tags in its content.</summary>
    RawText = 1 << 3,

    /// <summary>There are no tags in its content, but character references.</summary>
    RcData = 1 << 4,

    /// <summary>An end tag within it closes nothing outside it.</summary>
    Scope = 1 << 5,

    /// <summary>The same for parts of tables.</summary>
    TableScope = 1 << 6,

    /// <summary>The same for <c>p</c>.</summary>
    ButtonScope = 1 << 7,

    /// <summary>The same for <c>li</c>.</summary>
    ListScope = 1 << 8,

    /// <summary>The same for end tags of ordinary elements.</summary>
    Special = 1 << 9,

    /// <summary>A new list item within it does not close one outside it.</summary>
    ItemScope = 1 << 10,

    /// <summary>Ends an open paragraph.</summary>
    ClosesParagraph = 1 << 11,

    /// <summary>May stand in <c>head</c>.</summary>
    Head = 1 << 12,

    /// <summary>Ends SVG and MathML where it stands in them.</summary>
    Breakout = 1 << 13,

    /// <summary>HTML within SVG or MathML.</summary>
    Integration = 1 << 14,
}

/// <summary>The elements by name.</summary>
internal static class HtmlElements
{
    private static readonly FrozenDictionary<string, HtmlElement> Known = Table(
        (HtmlElement.Inline, "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q ruby rt rp s samp small span strong sub sup time u var wbr"),
        (HtmlElement.Omitted, "script style nav noscript template svg form iframe button head header footer aside dialog title noembed noframes"),
        (HtmlElement.Void, "area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr"),
        (HtmlElement.RawText, "script style xmp iframe noembed noframes noscript"),
        (HtmlElement.RcData, "title textarea"),
        (HtmlElement.Scope, "applet caption html table td th marquee object template"),
        (HtmlElement.TableScope, "html table template"),
        (HtmlElement.ButtonScope, "button"),
        (HtmlElement.ListScope, "ol ul"),
        (HtmlElement.Special, "address div p"),
        (HtmlElement.Special | HtmlElement.ItemScope, "applet article aside blockquote body button caption center dd details dialog dir dl dt fieldset figcaption figure footer form"
            + " h1 h2 h3 h4 h5 h6 header hgroup html iframe li listing main marquee menu nav object ol plaintext pre search section select summary table tbody td template textarea"
            + " tfoot th thead tr ul xmp"),
        (HtmlElement.ClosesParagraph, "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup main menu nav ol p search section"
            + " summary ul h1 h2 h3 h4 h5 h6 pre listing form li dd dt plaintext hr xmp table"),
        (HtmlElement.Head, "base basefont bgsound link meta noframes noscript script style template title"),
        (HtmlElement.Breakout, "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike"
            + " sub sup table tt u ul var"),
        (HtmlElement.Integration, "foreignobject desc title mi mo mn ms mtext annotation-xml"));

    private static readonly FrozenDictionary<string, string> Names = Known.Keys.ToFrozenDictionary(name => name, StringComparer.Ordinal);

    public static HtmlElement Of(string name) => Known.GetValueOrDefault(name);

    /// <summary>Returns the name as one string for all tags, where it is known.</summary>
    public static string Name(ReadOnlySpan<char> name) => Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known) ? known : name.ToString();

    private static FrozenDictionary<string, HtmlElement> Table(params ReadOnlySpan<(HtmlElement Kind, string Names)> rows)
    {
        var table = new Dictionary<string, HtmlElement>(StringComparer.Ordinal);
        foreach (var (kind, names) in rows)
            foreach (var name in names.Split(' '))
                table[name] = table.GetValueOrDefault(name) | kind;
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
