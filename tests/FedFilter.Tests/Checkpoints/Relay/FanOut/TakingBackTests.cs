using FedFilter.Storage;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>Who had a post gets what changes it, and what takes it back.</summary>
public sealed class TakingBackTests
{
    private const string One = "one.example";
    private const string Two = "two.example";
    private const string Three = "three.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_update_and_a_deletion_go_to_whom_the_post_went()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        var post = await world.CreateAsync();
        await world.TakesAsync(One, 1);

        await world.SubscribeAsync(Two);
        var update = await world.UpdateAsync(1);
        var deletion = await world.DeleteAsync(1);
        var other = await world.CreateAsync();
        await world.TakesAsync(One, 4);
        await world.TakesAsync(Two, 1);

        Assert.Equal([post, update, deletion, other], world.Servers.IdsTakenBy(One));
        Assert.Equal([other], world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task what_is_created_and_deleted_in_one_breath_is_deleted_everywhere()
    {
        var hosts = Enumerable.Range(0, 20).Select(i => $"s{i}.example").ToArray();
        await using var world = await FanOutWorld.StartAsync(hosts);
        foreach (var host in hosts)
            await world.SubscribeAsync(host);

        var post = await world.CreateAsync();
        var deletion = await world.DeleteAsync(1);

        foreach (var host in hosts)
        {
            await world.TakesAsync(host, 2);
            Assert.Equal([post, deletion], world.Servers.IdsTakenBy(host));
        }
    }

    [Fact]
    public async Task who_left_or_was_suspended_gets_the_deletion_and_nothing_else()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two, Three]);
        foreach (var host in (string[])[One, Two, Three])
            await world.SubscribeAsync(host);
        var post = await world.CreateAsync();
        foreach (var host in (string[])[One, Two, Three])
            await world.TakesAsync(host, 1);
        await world.Subscribers.TurnAsync(One, RelayState.Left, null, [], Cancellation);
        await world.CommitAsync(Three, FanOutWorld.Publisher);
        await world.UntilAsync(async () => (await world.RowAsync(Two)).State == RelayState.Suspended && world.Servers.TakenBy(Two).Count == 2);

        await world.UpdateAsync(1);
        await world.CreateAsync();
        var deletion = await world.DeleteAsync(1);
        await world.TakesAsync(One, 2);
        await world.TakesAsync(Two, 3);
        await world.TakesAsync(Three, 4);

        Assert.Equal([post, deletion], world.Servers.IdsTakenBy(One));
        Assert.Equal(["Create", "Reject", "Delete"], world.Servers.TakenBy(Two).Select(taken => taken.Type));
    }

    [Fact]
    public async Task the_deletion_of_what_nobody_remembers_goes_to_everyone()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two, RelayStyle.LitePub);

        var deletion = await world.DeleteAsync(77);
        await world.TakesAsync(One, 1);
        await world.TakesAsync(Two, 1);

        Assert.Equal(deletion, world.Servers.IdsTakenBy(One)[0]);
        Assert.Equal(deletion, world.Servers.IdsTakenBy(Two)[0]);
    }

    [Fact]
    public async Task who_had_a_post_is_known_after_a_restart()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.SubscribeAsync(Two);

        await world.StopAsync();
        await world.StartAgainAsync();
        var deletion = await world.DeleteAsync(1);
        var other = await world.CreateAsync();
        await world.TakesAsync(One, 3);
        await world.TakesAsync(Two, 1);

        Assert.Equal(deletion, world.Servers.IdsTakenBy(One)[1]);
        Assert.Equal([other], world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task who_answered_that_it_failed_may_have_it_all_the_same()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        world.Servers.Answer(One, 500);
        await world.SubscribeAsync(One);
        await world.CreateAsync();
        await world.UntilAsync(async () => (await world.RowAsync(One)).Tries > 0);

        await world.Subscribers.TurnAsync(One, RelayState.Left, null, [], Cancellation);
        world.Servers.TakeAgain(One);
        await world.SubscribeAsync(One, state: RelayState.Rejected); // it asks anew, so that it is not waited for
        var deletion = await world.DeleteAsync(1);
        await world.TakesAsync(One, 1);

        Assert.Equal([deletion], world.Servers.IdsTakenBy(One));
    }

    [Fact]
    public async Task an_actor_that_changes_is_told_to_everyone_that_takes_part()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two, RelayStyle.LitePub);

        var update = await world.UpdateActorAsync();
        await world.TakesAsync(One, 1);
        await world.TakesAsync(Two, 1);

        Assert.Equal(update, world.Servers.IdsTakenBy(One)[0]);
        Assert.Equal(update, world.Servers.IdsTakenBy(Two)[0]);
    }
}
