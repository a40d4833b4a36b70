using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using FedFilter.Declarations.Commitments;

namespace FedFilter.Tests.Declarations.Commitments;

public sealed class TermsTextTests
{
    private static readonly MediaTypeHeaderValue Html = MediaTypeHeaderValue.Parse("text/html; charset=utf-8");

    [Fact]
    public void what_a_person_reads_stays_the_same_while_the_page_around_it_changes()
    {
        const string one = """
            <!doctype html><html><head><meta name="csrf-token" content="abc"><title>Terms</title></head><body>
            <nav><a href="/">Home</a></nav><!-- build 1 --><h1>Our   terms</h1><p>We do&nbsp;not train AI &amp; do not sell.</p><script>var t = "1";</script></body></html>
            """;
        const string other = "<h1 class=x>Our terms</h1>\n\n<p id='a'>We do not train AI &#38; do not sell.</p><STYLE>p{}</STYLE ><footer>2 users online</footer>";

        Assert.Equal("Our terms We do not train AI & do not sell.", Read(one, Html));
        Assert.Equal(Read(one, Html), Read(other, Html));
    }

    [Theory]
    [InlineData("text/plain", "  a\r\n b ", "a b")]
    [InlineData("text/plain", "a <b> c", "a <b> c")]
    [InlineData("text/markdown", "# a", "# a")]
    [InlineData("application/json", """{"effective":true,"content":"<p>a &lt; b</p>"}""", "a < b")]
    [InlineData("text/plain", "e\u0301", "\u00e9")]
    [InlineData("text/html", "<script>only this</script>", null)]
    [InlineData("text/html; charset=iso-8859-1", "a", null)]
    [InlineData("application/json", "[]", null)]
    [InlineData("application/json", "no", null)]
    [InlineData("application/pdf", "a", null)]
    [InlineData("text/plain", "", null)]
    public void plain_text_html_and_mastodons_json_have_a_text(string type, string page, string? expected) =>
        Assert.Equal(expected, Read(page, MediaTypeHeaderValue.Parse(type)));

    [Fact]
    public void octets_that_are_no_utf8_or_without_a_type_have_none()
    {
        Assert.Null(TermsText.Read([0x61, 0xe9], Html));
        Assert.Null(TermsText.Read("a"u8, null));
        Assert.Null(TermsText.Read(new byte[TermsText.MaxLength + 1], Html));
    }

    [Fact]
    public void whatever_comes_is_read_or_refused_and_never_throws()
    {
        var pieces = new[] { "<script>", "</script>", "<!--", "-->", "<", ">", "&#xD800;", "&amp;", "a", "\ud83d", "{\"content\":\"\\ud800\"}", "<p ", "\0" };
        Gen.Select(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12], Gen.Bool).Sample((parts, json) =>
            _ = TermsText.Read(Encoding.UTF8.GetBytes(string.Concat(parts)), json ? MediaTypeHeaderValue.Parse("application/json") : Html));
        Gen.Byte.Array[0, 60].Sample(octets => _ = TermsText.Read(octets, Html));
    }

    private static string? Read(string page, MediaTypeHeaderValue type) => TermsText.Read(Encoding.UTF8.GetBytes(page), type);
}
