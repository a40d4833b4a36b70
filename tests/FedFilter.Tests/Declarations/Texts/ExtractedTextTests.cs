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

    [Theory]
    [InlineData("<p>a</p><p hidden>We do not train.</p><p>b</p>", "a\nb")]
    [InlineData("<div HIDDEN=until-found>x<div>y</div></div>z", "z")]
    [InlineData("<span style=\"color:red; Display : NONE !important\">x<b>y</b></span>z", "z")]
    [InlineData("<p style='display&#58;none'>x<p>z", "z")]
    [InlineData("<li hidden>x<li>z", "z")]
    [InlineData("<p style='display:none;display:block'>x</p>", "x")]
    [InlineData("<p data-hidden class=hidden>x</p>", "x")]
    public void what_visitors_do_not_see_is_no_part_of_it(string html, string text) => Assert.Equal(text, ExtractedText.OfHtml(html)!.Text);

    [Theory]
    [InlineData("<title>t</title><p>x", "x")]
    [InlineData("<head><title>t</title><body>x", "x")]
    [InlineData("<head><meta charset=utf-8>x</head>", "x")]
    [InlineData("<div><nav>menu<ul><li>m</div><p>x</p>", "x")]
    [InlineData("<table><tr><td></div>x<td>y</table>z", "x\ny\nz")]
    [InlineData("x</p>y</br>z</div>a", "x\ny\nza")]
    [InlineData("<svg><title>t</title><path d='M0'/><p>x</p>", "x")]
    [InlineData("<svg/>x<math><mi>y</mi><![CDATA[<z>]]></math>", "x\ny\n<z>")]
    [InlineData("<script><!-- <script>a</script> --></script>x", "x")]
    [InlineData("<script>if (a < b) '</p>'</script>x", "x")]
    [InlineData("<textarea><b>x</b></textarea><plaintext></p>", "<b>x</b>\n</p>")]
    [InlineData("<!-->x<!--->y<!-- z --!>a<!b>c</>d<?e>f</ g>h", "xyacdfh")]
    [InlineData("<a title='>'href=x>x</a><img alt=\"<p>\"/>y", "x\ny")]
    [InlineData("a < b <3 </", "a < b <3 </")]
    [InlineData("&lt;p&gt; &notit; &copy2026 &period; &#x80;&#0;&#xD800;&#99999999999; &amp &;&x; &CounterClockwiseContourIntegral;", "<p> ¬it; ©2026 . €\ufffd\ufffd\ufffd & &;&x; ∳")]
    [InlineData("x<b", "x")]
    [InlineData("x<!-- y", "x")]
    public void pages_are_divided_as_browsers_divide_them(string html, string text) => Assert.Equal(text, ExtractedText.OfHtml(html)!.Text);

    [Fact]
    public void whatever_comes_it_is_read_or_refused_and_reading_it_twice_is_the_same() =>
        Gen.String.Sample(html =>
        {
            if (ExtractedText.OfHtml(html) is { } text)
                Assert.Equal(text.Text, ExtractedText.OfPlain(text.Text).Text);
        });
}
