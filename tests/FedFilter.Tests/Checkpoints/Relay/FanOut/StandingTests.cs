using FedFilter.Audit;
using FedFilter.Storage;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>What is decided anew: who may be a subscriber, and what each of them may have.</summary>
public sealed class StandingTests
{
    private const string One = "one.example";
    private const string Two = "two.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task who_loses_its_standing_is_told_and_gets_nothing_until_it_regains_it()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);
        var first = await world.CreateAsync();
        await world.TakesAsync(One, 1);

        await world.CommitAsync(Two, FanOutWorld.Publisher);
        await world.TakesAsync(One, 2);
        await world.CreateAsync();
        await world.TakesAsync(Two, 2);
        var suspended = await world.RowAsync(One);

        await world.CommitAsync(One, Two, FanOutWorld.Publisher);
        await world.TakesAsync(One, 3);
        var third = await world.CreateAsync();
        await world.TakesAsync(One, 4);

        var (rejected, accepted) = (world.Servers.TakenBy(One)[1], world.Servers.TakenBy(One)[2]);
        Assert.Equal((RelayState.Suspended, "not-committed"), (suspended.State, suspended.Code));
        Assert.Equal(("Reject", "http://one.example/follow/1"), (rejected.Type, rejected.Object));
        Assert.Contains("not-committed", rejected.Json.GetProperty("summary").GetString());
        Assert.Contains("http://social.example/fedfilter/terms", rejected.Json.GetProperty("summary").GetString());
        Assert.Equal(("Accept", "http://one.example/follow/1"), (accepted.Type, accepted.Object));
        Assert.Equal([first, third], world.Servers.TakenBy(One).Where(taken => taken.Type == "Create").Select(taken => taken.Id));
        Assert.Equal((RelayState.Active, null), ((await world.RowAsync(One)).State, (await world.RowAsync(One)).Code));
    }

    [Fact]
    public async Task the_loss_is_in_the_audit_log_once_under_the_id_that_the_server_is_told()
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        await world.SubscribeAsync(One);

        await world.CommitAsync(FanOutWorld.Publisher);
        await world.TakesAsync(One, 1);
        var summary = world.Servers.TakenBy(One)[0].Json.GetProperty("summary").GetString()!;
        var began = DateTimeOffset.UtcNow;
        await world.UntilAsync(() => DateTimeOffset.UtcNow - began > TimeSpan.FromSeconds(6)); // another round has passed

        var entry = Assert.Single(await world.Audit.ListAsync(new AuditFilter { Peer = One, Checkpoint = "relay" }, Cancellation));
        Assert.Equal(("refusal", "not-committed"), (entry.Entry.Kind, entry.Entry.Code));
        Assert.Contains(entry.Entry.Id, summary);
    }

    [Fact]
    public async Task what_was_posted_before_the_loss_and_not_sent_is_not_sent_after_it()
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        await world.SubscribeAsync(One);
        await world.Subscribers.PauseAsync(One, true, Cancellation);
        world.Wake();
        await world.UntilAsync(async () => (await world.RowAsync(One)).Paused);
        await world.CreateAsync();
        await world.CommitAsync(FanOutWorld.Publisher);
        await world.UntilAsync(async () => (await world.RowAsync(One)).State == RelayState.Suspended);

        await world.Subscribers.PauseAsync(One, false, Cancellation);
        await world.TakesAsync(One, 1);
        await world.UntilAsync(async () => (await world.RowAsync(One)).Cursor == 1);

        Assert.Equal(["Reject"], world.Servers.TakenBy(One).Select(taken => taken.Type));
    }

    [Fact]
    public async Task a_rule_keeps_some_posts_from_one_subscriber_and_the_rest_reaches_it()
    {
        const string Rules = """
            mode: enforce
            rules:
              - { name: none of that for one, when: { checkpoint: relay, direction: outbound, peer: one.example, hashtags: [nsfw] }, then: refuse, because: not-here }
              - { name: all else, when: { committed: [no-ai-training] }, then: allow }
            """;
        await using var world = await FanOutWorld.StartAsync([One, Two], policy: Rules);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);

        var tagged = await world.CreateAsync("look #nsfw");
        var plain = await world.CreateAsync("look #cats");
        await world.TakesAsync(One, 1);
        await world.TakesAsync(Two, 2);

        Assert.Equal([plain], world.Servers.IdsTakenBy(One));
        Assert.Equal([tagged, plain], world.Servers.IdsTakenBy(Two));
        Assert.Equal(RelayState.Active, (await world.RowAsync(One)).State);
        var entry = Assert.Single(await world.Audit.ListAsync(new AuditFilter { Peer = One }, Cancellation));
        Assert.Equal(("relay", "not-here", "none of that for one"), (entry.Entry.Checkpoint, entry.Entry.Code, entry.Entry.Rule));

        // It never had the first, so there is nothing to take back.
        var deletion = await world.DeleteAsync(1);
        var last = await world.CreateAsync();
        await world.TakesAsync(One, 2);
        await world.TakesAsync(Two, 4);
        Assert.Equal([plain, last], world.Servers.IdsTakenBy(One));
        Assert.Contains(deletion, world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task where_policy_is_only_observed_everybody_gets_everything_and_it_is_on_record()
    {
        const string Rules = """
            mode: observe
            rules:
              - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
            """;
        await using var world = await FanOutWorld.StartAsync([One, Two], policy: Rules);
        await world.CommitAsync(FanOutWorld.Publisher);
        await world.SubscribeAsync(One);

        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        var began = DateTimeOffset.UtcNow;
        await world.UntilAsync(() => DateTimeOffset.UtcNow - began > TimeSpan.FromSeconds(2.5)); // the changed policy is in force
        await world.CreateAsync();
        await world.TakesAsync(One, 2);

        Assert.Equal(RelayState.Active, (await world.RowAsync(One)).State);
        await Eventually.HoldsAsync(async () => await world.Audit.ListAsync(new AuditFilter { Peer = One, Checkpoint = "relay" }, Cancellation) is [{ Entry.Enforced: false }, ..]);
    }

    [Fact]
    public async Task a_rule_about_the_kind_of_actor_that_follows_still_holds_when_it_is_asked_anew()
    {
        const string Rules = """
            mode: enforce
            rules:
              - { name: servers follow, when: { delivery: [Follow], actor-type: Application }, then: allow }
              - { name: everyone else, then: refuse, because: not-here }
            """;
        await using var world = await FanOutWorld.StartAsync([One, Two], policy: Rules);
        await world.SubscribeAsync(One, actorType: "Application");
        await world.SubscribeAsync(Two, actorType: "Person");

        await world.UntilAsync(async () => (await world.RowAsync(Two)).State == RelayState.Suspended);

        Assert.Equal(RelayState.Active, (await world.RowAsync(One)).State);
    }
}
