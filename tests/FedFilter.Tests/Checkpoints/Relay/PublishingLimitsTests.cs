using FedFilter.Checkpoints.Relay;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Relay;

/// <summary>The limits on what one subscriber publishes, and on the bytes that wait.</summary>
public sealed class PublishingLimitsTests
{
    private const string Observe = "mode: observe\nrules:\n  - { name: nobody, then: refuse, because: closed }\n";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData(null)]
    [InlineData(Observe)]
    public async Task a_subscriber_publishes_60_posts_a_minute_and_may_still_delete(string? policy)
    {
        await using var world = await RelayWorld.StartAsync(policy: policy, time: _time);
        var publisher = policy is null ? world.Friend : world.Stranger;
        await world.IsTakenAsync(publisher, RelayWorld.Follow(publisher));
        for (var i = 0; i < PublishingLimits.PostsAMinute; i++)
            await world.IsTakenAsync(publisher, RelayWorld.Create(publisher, $"{i}"));

        using (var answer = await world.PostAsync(publisher, RelayWorld.Create(publisher, "more")))
        {
            Assert.Equal((429, "rate-limited"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        }

        await world.IsTakenAsync(publisher, RelayWorld.About(publisher, "Delete", RelayWorld.Post(publisher, "3")));
        Assert.Equal(PublishingLimits.PostsAMinute + 1, (await world.PostsAsync()).Count);
        Assert.Equal(1, await world.CountedAsync("rate-limited"));

        _time.Advance(TimeSpan.FromSeconds(1));
        await world.IsTakenAsync(publisher, RelayWorld.Create(publisher, "more"));
    }

    [Fact]
    public async Task a_subscriber_publishes_16_mib_a_minute()
    {
        await using var world = await SubscribedAsync();
        var (text, taken, status) = (new string('x', 1_000_000), 0, 202);
        while (status == 202 && taken < 30)
        {
            using var answer = await world.PostAsync(world.Friend, RelayWorld.Create(world.Friend, $"{taken}", more: $"\"x\":\"{text}\","));
            status = (int)answer.StatusCode;
            taken += status == 202 ? 1 : 0;
        }

        Assert.Equal((429, PublishingLimits.BytesAMinute / 1_000_000), (status, taken));
        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Delete", RelayWorld.Post(world.Friend, "0")));

        // A deletion as large as a post has no part in the reserve.
        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, "Delete", RelayWorld.Post(world.Friend, "1"), "2").Replace("\"id\"", $"\"x\":\"{text}\",\"id\""), 429, "rate-limited");
    }

    [Fact]
    public async Task bytes_that_wait_for_slow_subscribers_are_bounded_and_a_deletion_still_passes()
    {
        await using var world = await SubscribedAsync();
        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend));
        var backlog = world.Gateway.Gateway.Services.GetRequiredService<RelayBacklog>();
        backlog.Add(PublishingLimits.MostWaiting);

        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Friend, "2"), 503, "relay-full");
        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Delete", RelayWorld.Post(world.Friend)));

        backlog.Add(PublishingLimits.ReserveForDeletes);
        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, "Delete", RelayWorld.Post(world.Friend), "2"), 503, "relay-full");
    }

    [Fact]
    public async Task waiting_bytes_are_counted_in_the_store_and_shrink_after_delivery()
    {
        await using var world = await SubscribedAsync();
        var backlog = world.Gateway.Gateway.Services.GetRequiredService<RelayBacklog>();
        var posts = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            posts.Add(RelayWorld.Create(world.Friend, $"{i}"));
            await world.IsTakenAsync(world.Friend, posts[^1]);
        }

        Assert.Equal(posts.Sum(post => post.Length), await backlog.BytesAsync(TestContext.Current.CancellationToken));

        // The only subscriber is the publisher, so nobody waits for the posts.
        await Eventually.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return await backlog.BytesAsync(TestContext.Current.CancellationToken) == 0;
        });
        Assert.All(await world.PostsAsync(), (RelayPostRow post) => Assert.Null(post.Body));
    }

    private async Task<RelayWorld> SubscribedAsync()
    {
        var world = await RelayWorld.StartAsync(time: _time);
        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend));
        return world;
    }
}
