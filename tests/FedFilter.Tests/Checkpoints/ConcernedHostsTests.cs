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
