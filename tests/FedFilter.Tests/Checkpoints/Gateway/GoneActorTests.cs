using System.Net;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class GoneActorTests
{
    [Fact]
    public async Task the_self_delete_of_an_actor_that_is_gone_and_was_never_seen_is_taken_and_goes_nowhere()
    {
        await using var world = await GatewayWorld.StartAsync();
        Gone(world.Stranger);

        var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("nothing-to-delete", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.Empty(world.Origin.Arrived);
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

    private static void Gone(FakePeer peer) => peer.Answer = context =>
    {
        context.Response.StatusCode = StatusCodes.Status410Gone;
        return Task.CompletedTask;
    };
}
