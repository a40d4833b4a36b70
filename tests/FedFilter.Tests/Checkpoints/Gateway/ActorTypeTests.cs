using System.Net;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>What kind of actor signs is what its own document says, the one that its key came with.</summary>
public sealed class ActorTypeTests
{
    private const string NoServices = """
        mode: enforce
        rules:
          - { name: no services, when: { actor-type: [Service] }, then: refuse, because: no-services }
          - { name: others, then: allow }
        """;

    [Theory]
    [InlineData("Person", HttpStatusCode.OK, HttpStatusCode.Accepted)]
    [InlineData("Service", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task a_rule_may_ask_for_it(string type, HttpStatusCode fetch, HttpStatusCode delivery)
    {
        await using var world = await GatewayWorld.StartAsync(policy: NoServices);
        world.Friend.Answer = context => FakeOrigin.ActivityAsync(context, world.Friend.ActorJson().Replace("Person", type, StringComparison.Ordinal));

        Assert.Equal(fetch, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
        Assert.Equal(delivery, (await world.DeliverAsync(world.Friend.Activity("Create"), world.Friend.Key)).StatusCode);
    }

    [Fact]
    public async Task of_another_actor_than_the_keys_owner_nothing_is_known()
    {
        await using var world = await GatewayWorld.StartAsync(policy: NoServices);
        world.Friend.Answer = context => FakeOrigin.ActivityAsync(context, world.Friend.ActorJson().Replace("Person", "Service", StringComparison.Ordinal));
        var ofAnother = world.Friend.Activity("Create").Replace("users/bob\"", "users/carol\"", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync(ofAnother, world.Friend.Key)).StatusCode);
    }
}
