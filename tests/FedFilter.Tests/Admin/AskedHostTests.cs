using CsCheck;
using FedFilter.Admin;
using FedFilter.Policy.Facts;
using Microsoft.Extensions.Primitives;

namespace FedFilter.Tests.Admin;

public sealed class AskedHostTests
{
    [Theory]
    [InlineData("Friend.Example", "friend.example")]
    [InlineData(" friend.example. ", "friend.example")]
    [InlineData("https://friend.example/about?x=1#y", "friend.example")]
    [InlineData("https://friend.example:8443/", "friend.example:8443")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    public void a_host_is_read_as_people_copy_it(string given, string host) => Assert.Equal(host, AskedHost.Read(given));

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("https://[::1]/")]
    [InlineData("//evil.example/path")]
    [InlineData("a.example\r\nLocation: https://evil.example")]
    [InlineData("user:secret@friend.example")]
    [InlineData("<script>alert(1)</script>.example")]
    public void anything_else_is_none(string given) => Assert.Null(AskedHost.Read(given));

    [Fact]
    public void two_hosts_are_none() => Assert.Null(AskedHost.Read(new StringValues(["a.example", "b.example"])));

    [Fact]
    public void whatever_is_given_it_is_a_canonical_host_or_none() => Gen.String.Sample(given =>
    {
        if (AskedHost.Read(given) is { } host)
            Assert.True(PeerName.TryParse(host, out var again) && again == host);
    });
}
