using CsCheck;
using FedFilter.Declarations.Texts;

namespace FedFilter.Tests.Declarations.Texts;

/// <summary>The words of a page, and when two pages have the same.</summary>
public sealed class ExtractedTextTests
{
    [Theory]
    [InlineData("<p>We <b>do</b> not train.</p><p>Ever.</p>", "We do not train.\nEver.")]
    [InlineData("<ul><li>one<li>two</ul>", "one\ntwo")]
    [InlineData("a<br>b", "a\nb")]
    [InlineData("<nav>menu</nav><header>top</header><p>x</p><footer>end</footer><script>s()</script><style>p{}</style>", "x")]
    [InlineData("<p>caf&eacute; &amp; cafe\u0301</p>", "café & café")]
    [InlineData("<p>a\u00a0 \t b</p>", "a b")]
    [InlineData("<!-- ai-train: no --><p>x</p>", "x")]
    [InlineData("<p>a\u0000\u001b[31mb</p>", "a[31mb")]
    public void it_is_what_a_person_reads(string html, string text) => Assert.Equal(text, ExtractedText.OfHtml(html)!.Text);

    [Theory]
    [InlineData("<p>We do not train.</p>", "<div><section><p>\n We do\n not train.  </p></section></div>")]
    [InlineData("<p>One.</p><p>Two.</p>", "<p>One.<br>Two.</p>")]
    public void markup_and_white_space_do_not_change_its_hash(string one, string other) =>
        Assert.Equal(ExtractedText.OfHtml(one)!.Sha256, ExtractedText.OfHtml(other)!.Sha256);

    [Fact]
    public void a_word_does() => Assert.NotEqual(ExtractedText.OfHtml("<p>We do not train.</p>")!.Sha256, ExtractedText.OfHtml("<p>We do train.</p>")!.Sha256);

    [Fact]
    public void depth_is_no_danger()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 9000)) + "x" + string.Concat(Enumerable.Repeat("</div>", 9000));

        Assert.Equal("x", ExtractedText.OfHtml(deep)!.Text);
        Assert.Null(ExtractedText.OfHtml(string.Concat(Enumerable.Repeat("<b>", 20_001))));
    }

    [Fact]
    public void whatever_comes_it_is_read_or_refused_and_reading_it_twice_is_the_same() =>
        Gen.String.Sample(html =>
        {
            if (ExtractedText.OfHtml(html) is { } text)
                Assert.Equal(text.Text, ExtractedText.OfPlain(text.Text).Text);
        });
}
