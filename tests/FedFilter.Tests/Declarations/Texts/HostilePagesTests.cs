using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using FedFilter.Declarations.Texts;
using FedFilter.Network;

namespace FedFilter.Tests.Declarations.Texts;

/// <summary>Pages made to be expensive: each is as large as a page may be, and costs no more than its length.</summary>
public sealed class HostilePagesTests
{
    private const int MaxOctets = 1024 * 1024;
    private const long MaxAllocated = 64 * 1024 * 1024;

    /// <summary>Half of what tags a page may have; each open one counts again when it is closed.</summary>
    private const int Tags = ExtractedText.MaxTags / 2 - 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly string[] Formatting = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

    private static readonly string[] Nesting =
    [
        "div", "p", "table", "table><tr><td", "select><option", "template", "svg", "svg><foreignobject", "math><mi", "frameset><frame", "ul><li", "dl><dd", "button", "form", "h1", "ruby><rt",
        "object", "marquee", "x-unknown", "noscript", "head", "body", "html", "optgroup><option", "details><summary", "span hidden", "nav><section",
    ];

    public static TheoryData<string> Names => [.. Corpus().Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void a_page_costs_what_its_length_costs(string name)
    {
        var octets = Encoding.UTF8.GetBytes(Corpus().Single(page => page.Name == name).Html());
        Assert.InRange(octets.Length, 10_000, MaxOctets);
        Read("<p>once, for what is loaded at first use: &amp;</p>"u8.ToArray());
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());

        Read(octets);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);
    }

    [Fact]
    public void two_texts_as_long_as_texts_may_be_are_compared_in_time()
    {
        var (one, other) = (Lines("a"), Lines("b"));
        var watch = Stopwatch.StartNew();

        Assert.True(Clause.IsLost(one + "\nWe do not train AI.", other, null));
        Assert.NotEmpty(TextDiff.Of(one, other));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);

        static string Lines(string kind) => string.Join('\n', Enumerable.Range(0, ExtractedText.MaxLines - 1).Select(i => $"{kind}{i}"));
    }

    private static void Read(byte[] octets) =>
        TextClient.Of(new ResourceFetch.Fetched(new Uri("https://a.example/"), octets, MediaTypeHeaderValue.Parse("text/html"), new Validators(null, null)));

    private static IEnumerable<(string Name, Func<string> Html)> Corpus()
    {
        foreach (var name in Formatting)
        {
            // Of these, a browser's tree holds the product of both numbers (WHATWG HTML, section 13.2.4.3).
            yield return ($"{name} reopened in every block", () => $"<div>{Numbered($"<{name} a=", Tags)}</div>{Repeat("<div>x</div>", Tags / 2)}");
            yield return ($"{name} across blocks", () => Repeat($"<{name}><div></{name}>x", ExtractedText.MaxTags / 3));
            yield return ($"{name} in a table", () => $"<table>{Numbered($"<{name} a=", Tags)}{Repeat("<tr>x", Tags)}");
        }

        foreach (var name in Nesting)
        {
            var opened = name.Count(c => c == '<') + 1;
            yield return ($"{name} nested", () => Repeat($"<{name}>", ExtractedText.MaxTags / opened) + "x");
            yield return ($"{name} nested and closed in vain", () => Repeat($"<{name}>", Tags / opened) + Repeat("</address></p></li></td>", Tags / 4));
        }

        yield return ("end tags that look past a barrier", () => "<div><p><td>" + Repeat("<section>", Tags) + Repeat("</div>", Tags));
        yield return ("items that look past all others", () => "<li><dd><option>" + Repeat("<div>", Tags) + Repeat("<li><dd>", Tags / 2));
        yield return ("too many tags", () => Repeat("<b>", 300_000));
        yield return ("attributes on one tag", () => $"<p {Numbered("a", 140_000, "")}>x");
        yield return ("one attribute many times", () => $"<p {Repeat("style=a ", 130_000)}>x");
        yield return ("a long style", () => $"<p style=\"{Repeat("a;", 520_000)}\">x");
        yield return ("a long value", () => $"<p a=\"{new string('x', 1_000_000)}\">x");
        yield return ("a long name", () => $"<{new string('X', 1_000_000)}>x");
        yield return ("a quote that does not end", () => $"<p a=\"{new string('>', 1_000_000)}");
        yield return ("a comment that does not end", () => "<!--" + Repeat("--", 500_000));
        yield return ("comments", () => Repeat("<!---->", 19_000));
        yield return ("a declaration that does not end", () => "<!" + Repeat("doctype ", 130_000));
        yield return ("a script that does not end", () => "<script>" + Repeat("<!--<script>-->", 9_000) + Repeat("-", 900_000));
        yield return ("a title that does not end", () => "<title>" + Repeat("</titl", 19_000));
        yield return ("a CDATA section that does not end", () => "<math><![CDATA[" + Repeat("]]", 500_000));
        yield return ("references", () => Repeat("&bne;", 200_000));
        yield return ("references without a name", () => Repeat("&", 1_000_000));
        yield return ("references that are none", () => Repeat("&CounterClockwiseContourIntegra", 30_000));
        yield return ("numeric references", () => Repeat("&#1114109;", 100_000));
        yield return ("a number that does not end", () => "&#" + Repeat("9", 1_000_000));
        yield return ("null", () => Repeat("\0", 1_000_000));
        yield return ("less-than signs", () => Repeat("<", ExtractedText.MaxTags));
        yield return ("combining marks on one letter", () => "a" + Repeat("\u0301\u0316", 260_000));
        yield return ("combining marks by reference", () => "a" + Repeat("&#x301;&#x316;", 74_000));
        yield return ("characters that normalise to three", () => Repeat("\U0001D160", 260_000));
        yield return ("line breaks", () => Repeat("a<br>", 19_000));
        yield return ("line feeds", () => Repeat("a\n", 500_000));
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static string Numbered(string text, int times, string end = ">") => string.Concat(Enumerable.Range(0, times).Select(i => $"{text}{i}{end} "));
}
