using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using FedFilter.Declarations.Texts;
using FedFilter.Network;

namespace FedFilter.Tests.Declarations.Texts;

/// <summary>Which answers are a text.</summary>
public sealed class TextClientTests
{
    [Theory]
    [InlineData("text/plain", "  a\r\n b ", "a\nb")]
    [InlineData("text/plain", "a <b> c", "a <b> c")]
    [InlineData("text/markdown", "# a", "# a")]
    [InlineData("application/json", """{"effective":true,"content":"<p>a &lt; b</p>"}""", "a < b")]
    [InlineData("text/plain", "e\u0301", "\u00e9")]
    [InlineData("text/html", "<script>only this</script>", null)]
    [InlineData("application/json", "[]", null)]
    [InlineData("application/json", "no", null)]
    [InlineData("application/pdf", "a", null)]
    [InlineData("text/plain", "", null)]
    public void plain_text_html_and_mastodons_json_are(string type, string page, string? expected) => Assert.Equal(expected, Read(Encoding.UTF8.GetBytes(page), type));

    [Fact]
    public void octets_are_read_in_the_character_set_they_came_with()
    {
        Assert.Equal("aé", Read([0x61, 0xe9], "text/plain; charset=iso-8859-1"));
        Assert.Equal("aé", Read([0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa9], "text/plain"));
        Assert.Null(Read([0x61, 0xe9], "text/plain"));
        Assert.Null(Read([0x61], "text/plain; charset=martian"));
        Assert.Null(Read([0x61], "text/html; charset=utf-7"));
        Assert.Null(Read([0x61], null));
    }

    [Fact]
    public void a_text_of_more_lines_than_can_be_compared_is_none()
    {
        var lines = string.Concat(Enumerable.Range(0, ExtractedText.MaxLines).Select(i => $"{i}\n"));

        Assert.NotNull(Read(Encoding.UTF8.GetBytes(lines), "text/plain"));
        Assert.Null(Read(Encoding.UTF8.GetBytes(lines + "x"), "text/plain"));
        Assert.Null(Read(Encoding.UTF8.GetBytes(lines.Replace("\n", "<br>") + "x"), "text/html"));
    }

    [Fact]
    public void whatever_comes_is_read_or_refused_and_never_throws()
    {
        var pieces = new[] { "<script>", "</script>", "<!--", "-->", "<", ">", "&#xD800;", "&amp;", "a", "\ud83d", "{\"content\":\"\\ud800\"}", "<p ", "\0" };
        Gen.Select(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12], Gen.Bool).Sample((parts, json) =>
            _ = Read(Encoding.UTF8.GetBytes(string.Concat(parts)), json ? "application/json" : "text/html"));
        Gen.Byte.Array[0, 60].Sample(octets => _ = Read(octets, "text/html"));
    }

    private static string? Read(byte[] octets, string? type) =>
        TextClient.Of(new ResourceFetch.Fetched(new Uri("https://a.example/"), octets, type is null ? null : MediaTypeHeaderValue.Parse(type), new Validators(null, null))) is TextReading.Read read ? read.Text.Text : null;
}
