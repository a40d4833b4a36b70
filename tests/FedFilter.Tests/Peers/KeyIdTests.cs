using CsCheck;
using FedFilter.Peers;

namespace FedFilter.Tests.Peers;

public sealed class KeyIdTests
{
    private static readonly HashSet<string> Own = ["social.example", "example.com"];
    private static readonly HashSet<string> Http = ["plain.example"];

    [Theory]
    [InlineData("https://friend.example/users/bob#main-key", "friend.example")]
    [InlineData("https://friend.example/users/bob/main-key", "friend.example")]
    [InlineData("https://friend.example/?author=1", "friend.example")]
    [InlineData("https://FRIEND.example:443/x", "friend.example")]
    [InlineData("https://friend.example:8443/x", "friend.example:8443")]
    [InlineData("https://xn--bcher-kva.example/x", "xn--bcher-kva.example")]
    [InlineData("http://plain.example/x", "plain.example")]
    [InlineData("http://plain.example:80/x", "plain.example")]
    [InlineData("http://plain.example:8080/x", "plain.example:8080")]
    [InlineData("https://friend.example/\u00FC", "friend.example")]
    public void an_https_url_on_a_named_host_can_be_looked_up(string text, string host) => Assert.Equal(host, KeyId.Parse(text, Own, Http)!.Host);

    [Theory]
    [InlineData("")]
    [InlineData("acct:bob@friend.example")]
    [InlineData("http://friend.example/x")]
    [InlineData("https://social.example/users/alice#main-key")]
    [InlineData("https://SOCIAL.example:443/users/alice#main-key")]
    [InlineData("https://social.example./users/alice#main-key")]
    [InlineData("https://friend.example./users/bob#main-key")]
    [InlineData("https://example.com/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://0x7f.1/x")]
    [InlineData("https://2130706433/x")]
    [InlineData("https://127.1/x")]
    [InlineData("https://017700000001/x")]
    [InlineData("https://[::ffff:127.0.0.1]/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https://user@friend.example/x")]
    [InlineData("https://friend.example%2f@evil.example/x")]
    [InlineData("https://good.example\\@evil.example/x")]
    [InlineData("https://a.so%2fcial.example/x")]
    [InlineData("https://friend.example /x")]
    [InlineData("https://friend.example/x\r\nHost: evil")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//friend.example/x")]
    [InlineData("friend.example/x")]
    public void anything_else_is_not(string text) => Assert.Null(KeyId.Parse(text, Own, Http));

    [Fact]
    public void its_length_is_bounded() => Assert.Null(KeyId.Parse("https://friend.example/" + new string('x', 2048), Own, Http));

    [Fact]
    public void any_text_is_read_without_throwing() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["htps:/@[]%.\\#?ab01x"], 0, 30].Select(text => "https://" + text)).Sample(text => { _ = KeyId.Parse(text, Own, Http); });
}
