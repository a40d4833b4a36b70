using System.Net;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Lists;

/// <summary>Lists in a running gateway.</summary>
public sealed class ListedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_changed_list_file_is_taken_up_while_it_runs()
    {
        await using var world = await GatewayWorld.StartAsync(policy: """
            mode: enforce
            rules: [{ name: friends, when: { peer: [friend.example, stranger.example] }, then: allow }, { name: rest, then: refuse }]
            """);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policies", "blocked.txt"), "other.example\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policies", "rules.yaml"), """
            lists: { blocked: { file: blocked.txt, format: plain } }
            mode: enforce
            rules: [{ name: blocked, when: { listed: blocked }, then: refuse, because: blocked }, { name: rest, then: allow }]
            """, Cancellation);
        await Eventually.HoldsAsync(() => AnswersAsync(world, HttpStatusCode.OK));

        await File.AppendAllTextAsync(Path.Combine(world.Folder, "policies", "blocked.txt"), "stranger.example\n", Cancellation);

        await Eventually.HoldsAsync(() => AnswersAsync(world, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task what_depends_on_a_list_that_was_never_fetched_is_held_until_it_is()
    {
        await using var host = await FakePeer.StartAsync("lists.example");
        host.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.CompletedTask;
        };
        await using var world = await GatewayWorld.StartAsync(
            policy: """
                lists: { blocked: { url: "http://lists.example/blocked.csv", format: mastodon } }
                mode: enforce
                rules: [{ name: blocked, when: { listed: blocked }, then: refuse, because: blocked }, { name: rest, then: allow }]
                """,
            names: new Dictionary<string, string> { ["lists.example"] = $"127.0.0.1:{host.Port}" });

        using var held = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "list-unavailable"), (held.StatusCode, await GatewayWorld.ProblemAsync(held, "code")));
        Assert.NotNull(held.Headers.RetryAfter);
        await Eventually.HoldsAsync(() => Task.FromResult(host.Fetches > 0));
    }

    [Fact]
    public async Task a_fetched_list_is_in_force_within_seconds_of_the_start()
    {
        await using var host = await FakePeer.StartAsync("lists.example");
        host.Answer = context => context.Response.WriteAsync("#domain,#severity\nstranger.example,suspend\n", Cancellation);
        await using var world = await GatewayWorld.StartAsync(
            policy: """
                lists: { blocked: { url: "http://lists.example/blocked.csv", format: mastodon } }
                mode: enforce
                rules: [{ name: blocked, when: { listed: blocked }, then: refuse, because: blocked }, { name: rest, then: allow }]
                """,
            names: new Dictionary<string, string> { ["lists.example"] = $"127.0.0.1:{host.Port}" });

        await Eventually.HoldsAsync(() => AnswersAsync(world, HttpStatusCode.Forbidden));

        using var friend = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);
        Assert.Equal(HttpStatusCode.OK, friend.StatusCode);
    }

    private static async Task<bool> AnswersAsync(GatewayWorld world, HttpStatusCode status)
    {
        using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        return answer.StatusCode == status;
    }
}
