using System.Text;
using FedFilter.Checkpoints;
using FedFilter.Policy.Facts;

namespace FedFilter.Tests.Checkpoints;

public sealed class ConcernedHostsTests
{
    private const string Signer = "friend.example";

    [Theory]
    [InlineData("https://friend.example/users/bob")]
    [InlineData("https://friend.example/@evil.example/users/bob")]
    [InlineData("https://FRIEND.example/users/bob")]
    [InlineData("http://friend.example/users/bob")]
    public void an_actor_of_the_signers_host_concerns_nobody_else(string actor) => Assert.Null(Of(actor).Forwarded);

    [Theory]
    [InlineData("https://friend.example.evil.example/users/bob", "friend.example.evil.example")]
    [InlineData("https://evil.example/friend.example/", "evil.example")]
    [InlineData("https://friend.example:8443/users/bob", "friend.example:8443")]
    public void a_name_that_only_begins_like_the_signers_is_another_host(string actor, string host) => Assert.Equal(host, Of(actor).Forwarded);

    [Theory]
    [InlineData("https://friend.example@evil.example/users/bob")]
    [InlineData("friend.example/users/bob")]
    public void an_id_without_a_plain_host_is_nobody_of_the_signers(string actor) => Assert.NotNull(Of(actor).Forwarded);

    [Fact]
    public void the_host_that_receives_it_is_not_decided_about_when_it_gets_its_own_follow_back() =>
        Assert.Equal(["evil.example"], Of($"https://{Signer}/users/bob", "relay.example", ["relay.example", "social.example", "evil.example"]).Others);

    [Theory]
    [InlineData("https://xn--bcher-kva.example/1", "xn--bcher-kva.example")]
    [InlineData("https://bücher.example/1", "xn--bcher-kva.example")]
    [InlineData("https://BÜCHER.Example:443/1", "xn--bcher-kva.example")]
    [InlineData("https://b%C3%BCcher.example/1", "xn--bcher-kva.example")]
    [InlineData("https://XN--BCHER-KVA.example/1", "xn--bcher-kva.example")]
    public void every_spelling_of_a_host_is_one_host(string thing, string host)
    {
        Assert.Equal([host], Brought($$$"""{"type":"Announce","object":"{{{thing}}}"}"""));
        Assert.Equal([host], Brought($$$"""{"type":"Create","object":{"id":"{{{thing}}}","content":"x"}}"""));
        Assert.Equal([host], Brought($$$"""{"type":"Create","object":{"content":"x","attributedTo":"{{{thing}}}"}}"""));
        Assert.Equal([host], Brought($$$"""{"type":"Create","object":{"content":"x","attributedTo":[{"id":"{{{thing}}}"}]}}"""));
    }

    [Theory]
    [InlineData("https://b\u00FCcher.example./1")]
    [InlineData("https://bu\u0308cher.example/1")]
    [InlineData("https://\uFF42\u00FCcher.example/1")]
    [InlineData("https://b\u00FC\u00ADcher.example/1")]
    [InlineData("https://b\u00FCcher\u3002example/1")]
    [InlineData("https://b%FCcher.example/1")]
    [InlineData("https://xn--b\u00FCcher-kva.example/1")]
    [InlineData("https://xn--a.example/1")]
    [InlineData("https://192.0.2.1/1")]
    [InlineData("https://3221225985/1")]
    [InlineData("https://[::1]/1")]
    [InlineData("https://localhost/1")]
    public void a_spelling_that_is_nobodys_is_refused(string thing)
    {
        Assert.Null(Brought($$$"""{"type":"Announce","object":"{{{thing}}}"}"""));
        Assert.Null(Brought($$$"""{"type":"Create","object":{"id":"{{{thing}}}","content":"x"}}"""));
        Assert.Null(Brought($$$"""{"type":"Create","object":{"content":"x","attributedTo":"{{{thing}}}"}}"""));
    }

    /// <summary>The hosts that an activity of the signer's concerns; null where it is refused as nobody's.</summary>
    private static IReadOnlyList<string>? Brought(string activity)
    {
        var body = activity.Replace("{\"type\"", $"{{\"actor\":\"https://{Signer}/users/bob\",\"id\":\"https://{Signer}/1\",\"type\"", StringComparison.Ordinal);
        var (read, fault) = ActivityReader.Read(Encoding.UTF8.GetBytes(body));
        Assert.True(fault is null || fault == ActivityFault.Unattributable);
        return read is null ? null : ConcernedHosts.Of(read, Signer, new HashSet<string>()).Others;
    }

    private static ConcernedHosts Of(string actor, string receiver = "social.example", IReadOnlyList<string>? brought = null) => ConcernedHosts.Of(
        new AdmissionQuestion
        {
            Checkpoint = Checkpoint.Gateway,
            Direction = Direction.Inbound,
            Kind = RequestKind.Delivery,
            Signer = Signer,
            KeyId = $"https://{Signer}/users/bob#main-key",
            KeyOwner = $"https://{Signer}/users/bob",
            Activity = new Activity { Types = ["Create"], Actor = actor, Brought = brought ?? [] },
            Origin = receiver,
            Path = "/inbox",
            Target = "/inbox",
        },
        new HashSet<string> { "social.example" });
}
