using System.Net;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>Large servers that do nothing wrong are not taken for an attack; how much more they may do is in FetchLimitsTests.</summary>
public sealed class HonestLoadTests
{
    private const int AtOnce = 30;

    private static readonly string Pem = SigningKey.NewPem();

    [Fact]
    public async Task hundreds_of_new_actors_of_one_server_are_all_let_in()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var any = SigningKey.FromPem("any", Pem);
        world.Friend.Answer = context =>
        {
            var actor = "http://friend.example" + context.Request.Path;
            return FakeOrigin.ActivityAsync(context, world.Friend.ActorJson(actor, actor + "#main-key", actor, any.PublicPem));
        };

        var statuses = await SendAsync(600, async i =>
        {
            using var key = SigningKey.FromPem($"http://friend.example/users/{i}#main-key", Pem);
            using var answer = await world.FetchAsync("/users/alice/statuses/1", key);
            return answer.StatusCode;
        });

        Assert.Equal([HttpStatusCode.OK], statuses.Distinct());
        Assert.Equal(600, world.Friend.Fetches);
    }

    [Fact]
    public async Task hundreds_of_accounts_that_a_server_nobody_knows_deletes_at_once_are_all_taken()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Stranger.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };

        var statuses = await SendAsync(300, async i =>
        {
            var actor = $"http://stranger.example/users/{i}";
            using var key = SigningKey.FromPem(actor + "#main-key", Pem);
            using var answer = await world.DeliverAsync($$"""{"id":"{{actor}}#delete","type":"Delete","actor":"{{actor}}","object":"{{actor}}"}""", key);
            return answer.StatusCode;
        });

        Assert.Equal([HttpStatusCode.Accepted], statuses.Distinct());
    }

    [Fact]
    public async Task a_storm_of_deletions_ends_in_acceptance_or_a_time_to_try_again_and_slows_no_other_host()
    {
        await using var world = await GatewayWorld.StartAsync();
        var keys = new TaskCompletionSource();
        using var alive = SigningKey.FromPem("http://stranger.example/users/alive#main-key", Pem);
        world.Stranger.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/alive", StringComparison.Ordinal))
            {
                await FakeOrigin.ActivityAsync(context, world.Stranger.ActorJson("http://stranger.example/users/alive", alive.KeyId, "http://stranger.example/users/alive", alive.PublicPem));
                return;
            }

            await keys.Task;
            context.Response.StatusCode = StatusCodes.Status410Gone;
        };

        var storm = SendAsync(600, async i =>
        {
            var actor = $"http://stranger.example/users/{i}";
            using var key = SigningKey.FromPem(actor + "#main-key", Pem);
            using var answer = await world.DeliverAsync($$"""{"id":"{{actor}}#delete","type":"Delete","actor":"{{actor}}","object":"{{actor}}"}""", key);
            Assert.Equal(answer.StatusCode == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
            return answer.StatusCode;
        });

        // While all of the storm's keys are waited for, a server of the same network that was never seen is served.
        await Eventually.HoldsAsync(() => Task.FromResult(world.Stranger.Fetches > 0));
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
        Assert.False(storm.IsCompleted);
        keys.SetResult();
        var statuses = await storm;
        using var living = await world.DeliverAsync("""{"id":"http://stranger.example/1","type":"Like","actor":"http://stranger.example/users/alive","object":"http://social.example/users/alice/statuses/1"}""", alive);

        Assert.All(statuses, status => Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"{status}"));
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.Accepted), 400, 600);
        Assert.Equal(living.StatusCode == HttpStatusCode.ServiceUnavailable, living.Headers.RetryAfter is not null);
        Assert.True(living.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<IReadOnlyCollection<HttpStatusCode>> SendAsync(int count, Func<int, Task<HttpStatusCode>> send)
    {
        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => statuses.Add(await send(i)));
        return statuses;
    }
}
