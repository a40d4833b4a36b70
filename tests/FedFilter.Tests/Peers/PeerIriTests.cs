using CsCheck;
using FedFilter.Peers;

namespace FedFilter.Tests.Peers;

public sealed class PeerIriTests
{
    [Theory]
    [InlineData("https://friend.example/users/bob#main-key", "https://friend.example/users/bob#main-key", "friend.example")]
    [InlineData("HTTPS://FRIEND.example:443/Users/bob", "https://friend.example/Users/bob", "friend.example")]
    [InlineData("http://friend.example:80/x", "http://friend.example/x", "friend.example")]
    [InlineData("https://friend.example:8443/x", "https://friend.example:8443/x", "friend.example:8443")]
    [InlineData("https://friend.example", "https://friend.example/", "friend.example")]
    [InlineData("https://friend.example?author=1", "https://friend.example/?author=1", "friend.example")]
    [InlineData("https://b\u00fccher.example/author/\u0561\u0580/", "https://xn--bcher-kva.example/author/%D5%A1%D6%80/", "xn--bcher-kva.example")]
    [InlineData("https://b%c3%bccher.example/author/%d5%a1%D6%80/", "https://xn--bcher-kva.example/author/%D5%A1%D6%80/", "xn--bcher-kva.example")]
    [InlineData("https://friend.example/\U0001F4A1", "https://friend.example/%F0%9F%92%A1", "friend.example")]
    [InlineData("https://friend.example/convert/ap/at://did:plc:x/../y", "https://friend.example/convert/ap/at://did:plc:x/../y", "friend.example")]
    [InlineData("https://friend.example/%7ebob/%2f", "https://friend.example/%7ebob/%2f", "friend.example")]
    public void ids_have_one_spelling(string text, string canonical, string host)
    {
        var iri = PeerIri.Parse(text)!;

        Assert.Equal((canonical, host), (iri.Text, iri.Host));
        Assert.Equal(canonical, PeerIri.Parse(canonical)!.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("acct:bob@friend.example")]
    [InlineData("ftp://friend.example/x")]
    [InlineData("https:friend.example/x")]
    [InlineData("https://friend.example./x")]
    [InlineData("https://friend.example\u3002/x")]
    [InlineData("https://friend.example.:443/x")]
    [InlineData("https://b\u00fccher.example./x")]
    [InlineData("https://friend%2eexample/x")]
    [InlineData("https://friend.example%2f@evil.example/x")]
    [InlineData("https://friend.example%00/x")]
    [InlineData("https://b%c3cher.example/x")]
    [InlineData("https://user@friend.example/x")]
    [InlineData("https://@friend.example/x")]
    [InlineData("https://user:password@friend.example/x")]
    [InlineData("https://friend.example\\@evil.example/x")]
    [InlineData("https://friend.example/a\\b")]
    [InlineData("https://friend.example/a b")]
    [InlineData("https://friend.example:0443/x")]
    [InlineData("https://friend.example:/x")]
    [InlineData("http://friend.example:443/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://0x7f.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https:///x")]
    [InlineData("https://friend\u3002example/x")]
    [InlineData("https://\uff46riend.example/x")]
    [InlineData("https://fri\u00adend.example/x")]
    [InlineData("https://%ef%bd%86riend.example/x")]
    public void what_names_no_peer_is_no_id(string text) => Assert.Null(PeerIri.Parse(text));

    [Fact]
    public void half_a_character_is_no_id() => Assert.Null(PeerIri.Parse("https://friend.example/" + (char)0xd800));

    [Theory]
    [InlineData("https://friend.example/a", "https://friend.example/a/")]
    [InlineData("https://friend.example/a", "https://friend.example/A")]
    [InlineData("https://friend.example/a%2Fb", "https://friend.example/a/b")]
    [InlineData("https://friend.example/a", "http://friend.example/a")]
    [InlineData("https://friend.example/a", "https://friend.example/a#")]
    public void what_a_server_may_tell_apart_is_not_the_same(string one, string other) => Assert.False(PeerIri.AreSame(one, other));

    [Fact]
    public void its_length_is_bounded_in_the_canonical_spelling()
    {
        Assert.NotNull(PeerIri.Parse("https://friend.example/" + new string('x', PeerIri.MaxLength - 23)));
        Assert.Null(PeerIri.Parse("https://friend.example/" + new string('x', PeerIri.MaxLength - 22)));
        Assert.Null(PeerIri.Parse("https://friend.example/" + new string('\u0561', 1000)));
    }

    [Fact]
    public void any_text_is_read_without_throwing_and_read_again_as_itself() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["htps:/@[]%.\\#?ab01xC3\u00fc\u3002\ud83d\udca1"], 0, 30].Select(text => "https://" + text)).Sample(text =>
            PeerIri.Parse(text) is not { } iri || (PeerIri.Parse(iri.Text) == iri && iri.Url.IsAbsoluteUri));
}
