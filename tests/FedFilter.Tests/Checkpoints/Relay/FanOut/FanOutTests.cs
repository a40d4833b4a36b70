using FedFilter.Storage;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>What is published reaches each subscriber, in its style, in order.</summary>
public sealed class FanOutTests
{
    private const string One = "one.example";
    private const string Two = "two.example";

    [Fact]
    public async Task each_style_gets_a_post_in_its_own_form_signed_by_the_relay()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two, RelayStyle.LitePub);

        var id = await world.CreateAsync("hello");
        await world.TakesAsync(One, 1);
        await world.TakesAsync(Two, 1);

        var (raw, announced) = (world.Servers.TakenBy(One)[0], world.Servers.TakenBy(Two)[0]);
        Assert.Equal(("Create", id, FanOutWorld.Key), (raw.Type, raw.Id, raw.KeyId));
        Assert.Equal(("Announce", FanOutWorld.ObjectOf(1), FanOutWorld.Key), (announced.Type, announced.Object, announced.KeyId));
        Assert.Equal("http://relay.example/actor", announced.Json.GetProperty("actor").GetString());
        Assert.Equal(["http://relay.example/followers"], announced.Json.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
    }

    [Fact]
    public async Task what_nobody_could_verify_is_announced_in_either_style()
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        await world.SubscribeAsync(One);

        await world.CreateAsync(proven: false);
        await world.TakesAsync(One, 1);

        Assert.Equal(("Announce", FanOutWorld.ObjectOf(1)), (world.Servers.TakenBy(One)[0].Type, world.Servers.TakenBy(One)[0].Object));
    }

    [Theory]
    [InlineData("Signature-Input", "Rfc9421")]
    [InlineData("Digest", "Cavage")]
    public async Task a_server_that_takes_one_style_of_signature_is_knocked_at_in_that_one_from_then_on(string header, string style)
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        world.Servers.Answers[One] = context =>
        {
            if (!context.Request.Headers.ContainsKey(header))
                context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        await world.SubscribeAsync(One);

        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        var knocks = world.Servers.TriedAt(One);
        await world.CreateAsync();
        await world.TakesAsync(One, 2);

        Assert.All(world.Servers.TakenBy(One), taken => Assert.Equal((style, FanOutWorld.Key), (taken.Style, taken.KeyId)));
        Assert.Equal(knocks + 1, world.Servers.TriedAt(One));
    }

    [Fact]
    public async Task posts_come_in_order_each_once_over_connections_that_are_used_again()
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        await world.SubscribeAsync(One);

        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
            ids.Add(await world.CreateAsync());
        await world.TakesAsync(One, 50);
        await world.UntilAsync(async () => (await world.RowAsync(One)).Delivered == 50);

        Assert.Equal(ids, world.Servers.IdsTakenBy(One));
        Assert.True(world.Servers.TakenBy(One).Select(taken => taken.Connection).Distinct().Count() < 10);
        var row = await world.RowAsync(One);
        Assert.Equal((50, 0, null), (row.Cursor, row.Tries, row.Trouble));
        Assert.NotNull(row.DeliveredAt);
    }

    [Fact]
    public async Task nobody_gets_back_what_they_published()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);

        var theirs = await world.CreateAsync(publisher: One);
        var others = await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.TakesAsync(Two, 2);

        Assert.Equal([others], world.Servers.IdsTakenBy(One));
        Assert.Equal([theirs, others], world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task what_the_relay_itself_has_to_say_comes_first_and_reaches_who_was_rejected_too()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        world.Servers.Answer(One, 503);
        await world.SubscribeAsync(One);
        var post = await world.CreateAsync();
        await world.UntilAsync(() => world.Servers.TriedAt(One) > 0);
        await world.UntilAsync(async () => (await world.RowAsync(One)).Tries > 0);
        world.Servers.TakeAgain(One);

        await world.SubscribeAsync(One, messages: ["""{"type":"Accept","id":"first"}"""u8.ToArray(), """{"type":"Follow","id":"second"}"""u8.ToArray()]);
        await world.SubscribeAsync(Two, state: RelayState.Rejected, messages: ["""{"type":"Reject","id":"no"}"""u8.ToArray()]);
        await world.CreateAsync();
        await world.TakesAsync(One, 4);
        await world.TakesAsync(Two, 1);
        await world.UntilAsync(async () => await world.MessagesAsync() == 0);

        Assert.Equal(["first", "second", post], world.Servers.IdsTakenBy(One).Take(3));
        Assert.Equal(["no"], world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task who_subscribes_gets_what_comes_from_then_on()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.CreateAsync();
        await world.TakesAsync(One, 1);

        await world.SubscribeAsync(Two);
        var later = await world.CreateAsync();
        await world.TakesAsync(Two, 1);

        Assert.Equal([later], world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task a_paused_subscriber_gets_everything_once_it_goes_on()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);
        await world.Subscribers.PauseAsync(One, true, TestContext.Current.CancellationToken); // as the command does: nobody is woken
        var time = DateTimeOffset.UtcNow;
        await world.UntilAsync(() => DateTimeOffset.UtcNow - time > TimeSpan.FromSeconds(1.5));

        await world.CreateAsync();
        await world.CreateAsync();
        await world.TakesAsync(Two, 2);
        Assert.Empty(world.Servers.TakenBy(One));

        await world.Subscribers.PauseAsync(One, false, TestContext.Current.CancellationToken);
        await world.TakesAsync(One, 2);
        Assert.Equal(world.Servers.IdsTakenBy(Two), world.Servers.IdsTakenBy(One));
    }

    [Fact]
    public async Task a_restart_goes_on_where_it_was_and_sends_nothing_twice()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        world.Servers.Answer(Two, 503);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);
        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.UntilAsync(() => world.Servers.TriedAt(Two) > 0);

        await world.StopAsync();
        world.Servers.TakeAgain(Two);
        await world.StartAgainAsync();
        await world.SubscribeAsync(Two); // it follows anew, and so is tried at once
        var later = await world.CreateAsync();
        await world.TakesAsync(One, 2);
        await world.TakesAsync(Two, 2);

        Assert.Equal(later, world.Servers.IdsTakenBy(One)[1]);
        Assert.Equal(world.Servers.IdsTakenBy(One), world.Servers.IdsTakenBy(Two));
    }

    [Fact]
    public async Task a_private_address_is_not_sent_to()
    {
        await using var world = await FanOutWorld.StartAsync([One], elsewhere: new Dictionary<string, string> { [Two] = "127.0.0.2:1" });
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);

        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.UntilAsync(async () => (await world.RowAsync(Two)).Tries > 0);

        Assert.Contains("not public", (await world.RowAsync(Two)).Trouble);
    }
}
