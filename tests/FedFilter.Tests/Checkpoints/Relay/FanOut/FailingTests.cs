using FedFilter.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>Servers that do not take what they are sent.</summary>
public sealed class FailingTests
{
    private const string One = "one.example";
    private const string Two = "two.example";

    /// <summary>Short enough that an answer comes before its time is up.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task what_is_not_taken_now_is_sent_again_ever_less_often_in_order(int status)
    {
        await using var world = await FanOutWorld.StartAsync([One], time: Clock());
        world.Servers.Answer(One, status);
        await world.SubscribeAsync(One);
        var began = world.Time.GetUtcNow();
        var (first, second) = (await world.CreateAsync(), await world.CreateAsync());

        await world.UntilAsync(async () => (await world.RowAsync(One)).Tries == 3, Step);
        Assert.True(world.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(45)); // at the least half of 30 and 60 s
        var row = await world.RowAsync(One);
        Assert.Contains($"{status}", row.Trouble);
        world.Servers.TakeAgain(One);
        await world.UntilAsync(() => world.Servers.TakenBy(One).Count == 2, Step);
        await world.UntilAsync(async () => (await world.RowAsync(One)) is { Tries: 0, Trouble: null, Delivered: 2 });

        Assert.Equal([first, second], world.Servers.IdsTakenBy(One));
    }

    [Fact]
    public async Task a_server_that_asks_to_be_left_alone_is()
    {
        await using var world = await FanOutWorld.StartAsync([One], time: Clock());
        world.Servers.Answer(One, 503, "7200");
        await world.SubscribeAsync(One);
        var began = world.Time.GetUtcNow();
        await world.CreateAsync();
        await world.UntilAsync(async () => (await world.RowAsync(One)).Tries == 1);
        await world.StopAsync();
        world.Servers.TakeAgain(One);
        world.Time.Advance(TimeSpan.FromMinutes(119));
        await world.StartAgainAsync();

        await world.UntilAsync(() => world.Servers.TakenBy(One).Count == 1, Step);

        Assert.True(world.Time.GetUtcNow() - began >= TimeSpan.FromHours(2), $"{world.Time.GetUtcNow() - began}");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task a_post_that_a_server_does_not_want_is_passed_over(int status)
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        var answers = 0;
        world.Servers.Answers[One] = context =>
        {
            // 400 and 403 may mean that the style of the signature is not known there: two knocks.
            if (Interlocked.Increment(ref answers) <= (status is 400 or 403 ? 2 : 1))
                context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await world.SubscribeAsync(One);

        await world.CreateAsync();
        await world.UntilAsync(async () => (await world.RowAsync(One)).Cursor == 1);
        Assert.Contains($"{status}", (await world.RowAsync(One)).Trouble);
        var second = await world.CreateAsync();
        await world.TakesAsync(One, 1);

        Assert.Equal([second], world.Servers.IdsTakenBy(One));
    }

    [Fact]
    public async Task an_inbox_that_is_gone_ends_the_subscription()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two]);
        world.Servers.Answer(One, 410);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);

        await world.CreateAsync();
        await world.UntilAsync(async () => (await world.RowAsync(One)).State == RelayState.Left);
        world.Servers.TakeAgain(One);
        await world.CreateAsync();
        await world.TakesAsync(Two, 2);
        await world.UntilAsync(async () => (await world.RowAsync(One)).Cursor == 2);

        Assert.Equal("inbox-gone", (await world.RowAsync(One)).Code);
        Assert.Empty(world.Servers.TakenBy(One));
    }

    [Fact]
    public async Task many_dead_servers_do_not_delay_the_living()
    {
        var dead = Enumerable.Range(0, 150).Select(i => $"dead{i}.example").ToArray();
        var never = new TaskCompletionSource();
        await using var world = await FanOutWorld.StartAsync([.. dead, One]);
        foreach (var host in dead)
        {
            world.Servers.Answers[host] = async context =>
            {
                await never.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Response.StatusCode = 500;
            };
            await world.SubscribeAsync(host);
        }

        await world.SubscribeAsync(One);
        for (var i = 0; i < 10; i++)
        {
            await world.CreateAsync();
            await world.TakesAsync(One, i + 1);
        }

        Assert.DoesNotContain(world.Servers.Taken, taken => taken.Host != One);
        never.SetResult();
    }

    [Fact]
    public async Task after_three_days_posts_are_passed_over_and_messages_dropped()
    {
        await using var world = await FanOutWorld.StartAsync([One], time: Clock());
        world.Servers.Answer(One, 503);
        await world.SubscribeAsync(One, messages: ["""{"type":"Accept","id":"first"}"""u8.ToArray()]);
        await world.CreateAsync();
        await world.UntilAsync(() => world.Servers.TriedAt(One) > 0);

        await world.StopAsync();
        world.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));
        world.Servers.TakeAgain(One);
        await world.StartAgainAsync();
        var later = await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.UntilAsync(async () => await world.MessagesAsync() == 0);
        await world.UntilAsync(async () => (await world.PostsAsync()) is [{ Body: null }, ..]);

        Assert.Equal([later], world.Servers.IdsTakenBy(One));
    }

    [Fact]
    public async Task bodies_are_kept_until_everyone_is_past_them()
    {
        await using var world = await FanOutWorld.StartAsync([One, Two], time: Clock());
        world.Servers.Answer(Two, 503);
        await world.SubscribeAsync(One);
        await world.SubscribeAsync(Two);
        await world.CreateAsync();
        await world.TakesAsync(One, 1);
        await world.UntilAsync(async () => (await world.RowAsync(Two)).Tries == 2, Step);
        Assert.NotNull((await world.PostsAsync())[0].Body);

        world.Servers.TakeAgain(Two);
        await world.UntilAsync(async () => (await world.PostsAsync())[0].Body is null, Step);

        Assert.Single(world.Servers.TakenBy(Two));
    }

    [Fact]
    public async Task a_locked_store_means_later()
    {
        await using var world = await FanOutWorld.StartAsync([One]);
        await world.SubscribeAsync(One);
        var first = await world.CreateAsync();
        await world.TakesAsync(One, 1);
        var second = await world.CreateAsync();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "data", Database.FileName)};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(6), Cancellation); // longer than a writer waits
        }

        var third = await world.CreateAsync();
        await world.TakesAsync(One, 3);
        await world.UntilAsync(async () => (await world.RowAsync(One)).Cursor == 3);

        Assert.Equal([first, second, third], world.Servers.IdsTakenBy(One));
    }

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
}
