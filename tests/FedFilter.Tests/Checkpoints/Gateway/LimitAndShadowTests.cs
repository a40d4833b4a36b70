using System.Net;
using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class LimitAndShadowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task over_its_rate_a_peer_is_told_when_to_come_back_and_another_goes_on()
    {
        const string limiting = """
            mode: enforce
            rules:
              - { name: seldom, when: { fetch: true }, then: limit, rate: 2/d }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: limiting);

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
        var over = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        var friend = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);
        Assert.Equal("rate-limited", await GatewayWorld.ProblemAsync(over, "code"));
        Assert.InRange(over.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(11), TimeSpan.FromHours(12));
        Assert.Equal(HttpStatusCode.OK, friend.StatusCode);
        var entry = Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Entry;
        Assert.Equal(("refusal", "rate-limited", "seldom"), (entry.Kind, entry.Code, entry.Rule));
    }

    [Fact]
    public async Task a_limit_that_is_only_observed_is_recorded_and_passes()
    {
        const string observing = """
            mode: observe
            rules:
              - { name: seldom, then: limit, rate: 1/d }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: observing);

        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        var over = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        Assert.Equal(HttpStatusCode.OK, over.StatusCode);
        Assert.Equal("rate-limited", Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Entry.Code);
    }

    [Fact]
    public async Task what_a_rule_in_shadow_would_refuse_passes_and_is_recorded_as_such()
    {
        const string shadowing = """
            mode: enforce
            rules:
              - { name: tried out, when: { peer: stranger.example }, then: refuse, because: tried-out, shadow: true }
              - { name: all, then: allow }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: shadowing);

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);

        var entry = Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Entry;
        Assert.Equal(("shadow", "tried-out", "tried out", false), (entry.Kind, entry.Code, entry.Rule, entry.Enforced));
        Assert.Equal(0, await world.Audit.CountUnenforcedAsync(Cancellation));
    }

    [Fact]
    public async Task what_a_delivery_carries_and_since_when_its_peer_is_known_reach_the_rules()
    {
        const string looking = """
            mode: enforce
            rules:
              - { name: spam, when: { keywords: spam, actor: "http://stranger.example/users/*", visibility: public }, then: refuse, because: spam }
              - { name: newcomers, when: { first-seen-within: 1h, delivery: [Follow] }, then: hold, because: newcomer }
              - { name: all, then: allow }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: looking);
        string Note(string text) => $$"""
            { "id": "{{world.Stranger.Actor}}/{{text}}", "type": "Create", "actor": "{{world.Stranger.Actor}}", "to": "as:Public", "object": { "type": "Note", "content": "<p>{{text}}</p>" } }
            """;

        Assert.Equal("spam", await GatewayWorld.ProblemAsync(await world.DeliverAsync(Note("Sp<b>am</b>"), world.Stranger.Key), "code"));
        Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync(Note("ham"), world.Stranger.Key)).StatusCode);
        Assert.Equal("newcomer", await GatewayWorld.ProblemAsync(await world.DeliverAsync(world.Stranger.Activity("Follow"), world.Stranger.Key), "code"));
    }
}
