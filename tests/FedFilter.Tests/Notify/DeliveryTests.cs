using FedFilter.Commands;
using FedFilter.Notify;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Notify;

public sealed class DeliveryTests
{
    [Fact]
    public async Task a_notice_is_told_once_and_signed_by_the_own_actor_with_its_body()
    {
        await using var world = await NotifyWorld.StartAsync();

        await world.AddAsync("one", "Look <here>.");
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is not null);
        await world.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));

        var told = Assert.Single(world.Webhook.Told);
        Assert.Equal(("http://social.example/fedfilter/actor#main-key", "Rfc9421"), (told.KeyId, told.Style));
        Assert.Contains("\"content-digest\"", told.Headers["Signature-Input"]);
        Assert.Equal("application/json", told.Headers["Content-Type"]);
        Assert.Equal(["1", "social.example", "one", "a-test", "2026-11-24T12:00:00+00:00", "Look <here>."], told.Members("version", "server", "id", "event", "time", "text"));
        Assert.Null(told.Member("diff"));
    }

    [Fact]
    public async Task what_is_noticed_twice_is_told_once()
    {
        await using var world = await NotifyWorld.StartAsync();

        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is not null);
        await world.AddAsync("one");
        await world.AddAsync("two");
        await world.PassUntilAsync(() => world.Webhook.Told.Count == 2);

        Assert.Equal(["one", "two"], world.Webhook.Told.Select(told => told.Member("id")));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task what_is_not_taken_now_is_sent_again_until_it_is(int status)
    {
        await using var world = await NotifyWorld.StartAsync();
        var answers = 0;
        world.Webhook.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref answers) < 4 ? status : 204;
            return Task.CompletedTask;
        };
        var began = world.Time.GetUtcNow();

        await world.AddAsync("one");
        await world.PassUntilAsync(() => world.Webhook.Told.Count == 1);
        await world.PassUntilAsync(async () => (await world.StateAsync()).Trouble is not null);
        Assert.Equal($"it answered {status}", (await world.StateAsync()).Trouble);
        Assert.False((await world.StateAsync()).IsGood);
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is not null, TimeSpan.FromSeconds(5));

        Assert.Equal(["one", "one", "one", "one"], world.Webhook.Told.Select(told => told.Member("id")));
        Assert.True((await world.StateAsync()).IsGood);

        // At the least half of 30, 60 and 120 seconds.
        Assert.True(world.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(105), $"{world.Time.GetUtcNow() - began}");
    }

    [Fact]
    public async Task a_webhook_that_asks_to_be_left_alone_is()
    {
        await using var world = await NotifyWorld.StartAsync();
        world.Webhook.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        };

        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).Trouble is not null);
        await world.AddAsync("two");
        await world.PassAsync(TimeSpan.FromMinutes(118), TimeSpan.FromMinutes(2));
        Assert.Single(world.Webhook.Told);

        await world.PassUntilAsync(() => world.Webhook.Told.Count == 2, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(302)]
    public async Task any_other_answer_is_final(int status)
    {
        await using var world = await NotifyWorld.StartAsync();
        world.Webhook.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://hooks.example/elsewhere";
            return Task.CompletedTask;
        };

        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).Lost == 1);
        await world.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30));

        Assert.Single(world.Webhook.Told);
        Assert.Contains($"it answered {status}", (await world.StateAsync()).Trouble);
        Assert.Equal(0, (await world.StateAsync()).Waiting);
    }

    [Fact]
    public async Task after_a_day_nobody_is_told_any_more()
    {
        await using var world = await NotifyWorld.StartAsync();
        world.Webhook.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).Trouble is not null);
        await world.SleepAsync(TimeSpan.FromHours(22));
        await world.PassUntilAsync(() => world.Webhook.Told.Count == 2);
        await world.PassUntilAsync(async () => (await world.StateAsync()).Waiting == 1);
        await world.SleepAsync(TimeSpan.FromHours(2));
        await world.PassUntilAsync(async () => (await world.StateAsync()).Lost == 1);

        Assert.Equal(3, world.Webhook.Told.Count);
        Assert.Equal(0, (await world.StateAsync()).Waiting);
    }

    [Fact]
    public async Task a_restart_loses_nothing()
    {
        await using var world = await NotifyWorld.StartAsync();
        world.Webhook.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).Trouble is not null);
        Assert.Contains("no answer", (await world.StateAsync()).Trouble);

        await world.StopAsync();
        var before = world.Webhook.Told.Count;
        world.Webhook.Answer = _ => Task.CompletedTask;
        await world.StartAgainAsync();
        await world.PassUntilAsync(() => world.Webhook.Told.Count > before);

        Assert.Equal("one", world.Webhook.Told.Last().Member("id"));
    }

    [Fact]
    public async Task when_too_many_wait_the_oldest_are_dropped_and_counted()
    {
        await using var world = await NotifyWorld.StartAsync(network: "allow-http: [hooks.example], resolve: { hooks.example: 127.0.0.1 }");

        for (var i = 0; i < NoticeBox.MostWaiting + 3; i++)
            await world.AddAsync($"number-{i}");

        var state = await world.StateAsync();
        Assert.Equal((NoticeBox.MostWaiting, 3), (state.Waiting, state.Lost));
    }

    [Fact]
    public async Task a_private_address_is_reached_only_where_the_admin_says_so_and_the_failure_says_how()
    {
        await using var trap = new Trap();
        await using var world = await NotifyWorld.StartAsync(network: $"allow-http: [hooks.example], resolve: {{ hooks.example: \"127.0.0.1:{trap.Port}\" }}");

        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).Trouble is not null);

        Assert.Contains("network.allow-private", (await world.StateAsync()).Trouble);
        Assert.Equal(0, trap.Connections);
    }

    [Fact]
    public async Task a_webhook_that_never_answers_keeps_no_other_waiting()
    {
        await using var world = await NotifyWorld.StartAsync(notify: $"{FakeWebhook.Url}, http://hooks.example/other");
        world.Webhook.Answer = context => context.Request.Path == "/secret" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;

        await world.AddAsync("one");
        await world.AddAsync("two");
        await world.PassUntilAsync(async () => (await world.StateAsync("http://hooks.example/other")) is { Waiting: 0, TakenAt: not null });

        Assert.Equal(2, (await world.StateAsync()).Waiting);
    }

    [Fact]
    public async Task what_ended_is_remembered_for_a_while_and_then_forgotten()
    {
        await using var world = await NotifyWorld.StartAsync();
        await world.AddAsync("one");
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is not null);

        await world.SleepAsync(TimeSpan.FromDays(39));
        await world.AddAsync("one");
        await world.PassAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await world.StateAsync()).Waiting);
        Assert.Single(world.Webhook.Told);
        await world.SleepAsync(TimeSpan.FromDays(2));
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is null);
        await world.AddAsync("one");

        await world.PassUntilAsync(() => world.Webhook.Told.Count == 2);
    }

    [Fact]
    public void the_admin_reads_how_it_stands_and_not_the_secret()
    {
        var at = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal("https://hooks.example/…", WebhookName.Of(new Uri("https://hooks.example/secret?token=1")));
        Assert.Equal("took none so far", WebhookLines.Of(new WebhookState(0, 0, null, null, null)));
        Assert.Equal(
            "took a notice on 2026-11-24 12:00:00Z; 2 wait; 3 were not taken in the end; last failure on 2026-11-24 13:00:00Z: it answered 500",
            WebhookLines.Of(new WebhookState(2, 3, "it answered 500", at.AddHours(1), at)));
    }

    [Fact]
    public void waits_grow_to_an_hour_and_end_within_a_day()
    {
        for (var tries = 0; tries < 40; tries++)
            Assert.InRange(NoticeSchedule.Next(tries, TimeSpan.Zero, null)!.Value, TimeSpan.FromSeconds(15), TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(6), NoticeSchedule.Next(0, TimeSpan.Zero, TimeSpan.FromHours(6)));
        Assert.Null(NoticeSchedule.Next(0, TimeSpan.FromHours(20), TimeSpan.FromHours(6)));
        Assert.Null(NoticeSchedule.Next(20, TimeSpan.FromHours(23.9), null));
    }
}
