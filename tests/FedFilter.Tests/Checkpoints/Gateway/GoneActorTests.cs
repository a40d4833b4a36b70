using System.Net;
using System.Text;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class GoneActorTests
{
    [Theory]
    [InlineData(410)]
    [InlineData(404)]
    [InlineData(200)] // a Tombstone
    public async Task the_self_delete_of_an_actor_whose_key_is_gone_reaches_the_origin_unverified(int status)
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger, status);
        var json = world.Stranger.Activity("Delete", world.Stranger.Actor);

        var answer = await world.DeliverAsync(json, world.Stranger.Key);

        var arrived = Assert.Single(world.Origin.Arrived);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(("key-gone", null, json), (arrived.Header("FedFilter-Unverified"), arrived.Header("FedFilter-Peer"), Encoding.UTF8.GetString(arrived.Body)));
        Assert.Contains(world.Stranger.Key.KeyId, arrived.Header("Signature"));
        Assert.StartsWith("SHA-256=", arrived.Header("Digest"));
    }

    [Theory]
    [InlineData("\"TARGET\"")]
    [InlineData("""{"id":"TARGET","type":"Tombstone"}""")]
    [InlineData("""{"id":"TARGET","type":"Person","inbox":"TARGET/inbox"}""")]
    [InlineData("""["TARGET"]""")]
    public async Task a_self_delete_may_embed_what_it_deletes(string target)
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(
            $$"""{"id":"{{world.Stranger.Actor}}#delete","type":"Delete","actor":"{{world.Stranger.Actor}}","object":{{target.Replace("TARGET", world.Stranger.Actor, StringComparison.Ordinal)}}}""", world.Stranger.Key);

        Assert.Equal((HttpStatusCode.Accepted, 1), (answer.StatusCode, world.Origin.Arrived.Count));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(451)]
    [InlineData(503)]
    public async Task while_the_key_is_only_out_of_reach_the_sender_tries_again(int status)
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Stranger.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "key-unreachable"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task where_the_origin_does_not_know_the_actor_there_is_nothing_to_delete(int status)
    {
        await using var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("the origin's own words");
        });
        await using var world = await GatewayWorld.StartAsync(origin: origin);
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal((HttpStatusCode.Accepted, "nothing-to-delete"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }

    [Fact]
    public async Task an_origin_that_cannot_answer_now_gets_the_delete_again_later()
    {
        await using var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(origin: origin);
        Gone(world.Stranger);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key)).StatusCode);
    }

    [Fact]
    public async Task a_server_that_the_rules_refuse_gets_no_unverified_delete_through()
    {
        await using var world = await GatewayWorld.StartAsync(policy: "rules:\n  - { name: never, when: { peer: stranger.example }, then: refuse, because: blocked }\n  - { name: all, then: allow }");
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal((HttpStatusCode.Accepted, "nothing-to-delete"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_key_that_an_actor_does_not_list_is_not_gone()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var key = TestKeys.Of("unlisted", world.Stranger.Actor + "#other");

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), key);

        Assert.Equal("key-not-found", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_body_that_is_not_the_signed_one_goes_nowhere()
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var signed = Assert.Single(world.Origin.Arrived);
        var other = signed.Header("Signature");
        var forged = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor) + " ", null, headers: headers =>
        {
            headers.TryAddWithoutValidation("Date", signed.Header("Date"));
            headers.TryAddWithoutValidation("Digest", signed.Header("Digest"));
            headers.TryAddWithoutValidation("Signature", other);
        });

        Assert.Equal("digest-mismatch", await GatewayWorld.ProblemAsync(forged, "code"));
        Assert.Single(world.Origin.Arrived);
    }

    [Fact]
    public async Task one_that_was_seen_is_verified_with_the_key_that_is_known_and_reaches_the_origin()
    {
        await using var world = await GatewayWorld.StartAsync();
        await world.DeliverAsync(world.Stranger.Activity("Follow"), world.Stranger.Key);
        Gone(world.Stranger);

        await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal(2, world.Origin.Arrived.Count);
    }

    [Theory]
    [InlineData("Create", null)]
    [InlineData("Delete", "http://stranger.example/notes/1")]
    [InlineData("Delete", "http://friend.example/users/bob")]
    public async Task anything_else_of_a_gone_actor_is_401(string type, string? target)
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Stranger.Activity(type, target ?? world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("key-gone", await GatewayWorld.ProblemAsync(answer, "code"));
    }

    [Fact]
    public async Task nobody_can_have_another_actor_deleted_this_way()
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Friend.Activity("Delete", world.Friend.Actor), world.Stranger.Key);

        Assert.Equal("key-gone", await GatewayWorld.ProblemAsync(answer, "code"));
    }

    private static void Gone(FakePeer peer, int status = StatusCodes.Status410Gone) => peer.Answer = context =>
    {
        context.Response.StatusCode = status;
        return FakeOrigin.ActivityAsync(context, $$"""{"id":"{{peer.Actor}}","type":"Tombstone"}""");
    };
}
