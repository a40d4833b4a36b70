using CsCheck;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

public sealed class PeerNameTests
{
    [Theory]
    [InlineData("friend.example", "friend.example")]
    [InlineData("FRIEND.Example", "friend.example")]
    [InlineData("friend.example.", "friend.example")]
    [InlineData("friend.example:443", "friend.example")]
    [InlineData("friend.example:8443", "friend.example:8443")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("friend。example", "friend.example")]
    [InlineData("fri\u00ADend.example", "friend.example")]
    [InlineData("1.friend.example", "1.friend.example")]
    public void one_host_has_one_spelling(string text, string expected)
    {
        Assert.True(PeerName.TryParse(text, out var peer));
        Assert.Equal(expected, peer);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f.0x1")]
    [InlineData("017700000001")]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("user@friend.example")]
    [InlineData("friend.example/x")]
    [InlineData("friend.example%2f")]
    [InlineData("friend..example")]
    [InlineData(".example")]
    [InlineData("-friend.example")]
    [InlineData("friend-.example")]
    [InlineData("friend.example:0")]
    [InlineData("friend.example:65536")]
    [InlineData("friend.example:080")]
    [InlineData("friend.example:")]
    [InlineData("fri end.example")]
    [InlineData("friend_.example")]
    [InlineData("xn--\u00FC.example")]
    [InlineData("https://friend.example")]
    public void what_names_no_host_of_a_peer_is_refused(string? text) => Assert.False(PeerName.TryParse(text, out _));

    [Fact]
    public void labels_and_names_have_their_longest_lengths()
    {
        Assert.True(PeerName.TryParse($"{new string('a', 63)}.example", out _));
        Assert.False(PeerName.TryParse($"{new string('a', 64)}.example", out _));
        Assert.False(PeerName.TryParse(string.Join('.', Enumerable.Repeat("abcdefgh", 30)), out _));
    }

    [Fact]
    public void any_text_is_read_without_throwing_and_a_canonical_name_is_its_own() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["abcX1.:-%[]@ü。\u00AD0x"], 0, 20]).Sample(text =>
        {
            if (PeerName.TryParse(text, out var peer))
            {
                Assert.True(PeerName.TryParse(peer, out var again));
                Assert.Equal(peer, again);
            }
        });
}
