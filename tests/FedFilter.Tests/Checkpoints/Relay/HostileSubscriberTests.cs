using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Relay;

/// <summary>Servers that would have the relay send to somebody else, or to itself.</summary>
public sealed class HostileSubscriberTests
{
    [Theory]
    [InlineData("http://stranger.example/inbox", "another host")]
    [InlineData("http://127.0.0.1/inbox", "an address")]
    [InlineData("http://[::1]/inbox", "an address")]
    [InlineData("http://friend.example:8080/inbox", "another port")]
    [InlineData("http://relay.example/inbox", "the relay itself")]
    [InlineData("http://bob@friend.example/inbox", "with a user")]
    [InlineData("file:///etc/passwd", "no web address")]
    [InlineData("inbox", "no address")]
    public async Task a_server_whose_inbox_is_elsewhere_is_no_subscriber(string inbox, string what)
    {
        await using var world = await RelayWorld.StartAsync();
        foreach (var member in (string[])["\"inbox\":\"", "\"sharedInbox\":\""])
        {
            var json = world.Friend.ActorJson().Replace("\"inbox\":\"", "\"endpoints\":{\"sharedInbox\":\"http://friend.example/inbox\"},\"inbox\":\"");
            if (member.StartsWith("\"inbox", StringComparison.Ordinal))
                json = world.Friend.ActorJson();
            world.Friend.Answer = context => FakeOrigin.ActivityAsync(context, System.Text.RegularExpressions.Regex.Replace(json, member + "[^\"]*", member + inbox));
            await world.IsRejectedAsync(world.Friend, RelayWorld.Follow(world.Friend), 403, "inbox-unusable");
        }

        Assert.True((await world.SubscribersAsync()).Count == 0, what);
    }

    [Fact]
    public async Task a_server_at_a_private_address_is_not_even_asked_for_its_key()
    {
        await using var world = await RelayWorld.StartAsync(names: new Dictionary<string, string> { ["hidden.example"] = "10.0.0.1" });
        using var key = TestKeys.Of("hidden", "http://hidden.example/users/x#main-key");

        using var answer = await world.Gateway.SendAsync(
            HttpMethod.Post, "/inbox", key, new StringContent("""{"id":"http://hidden.example/1","type":"Follow","actor":"http://hidden.example/users/x","object":"as:Public"}""", System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);

        Assert.Equal((401, "key-id-invalid"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }

    [Fact]
    public async Task the_actor_that_follows_must_be_the_one_that_signed_and_what_it_says_it_is()
    {
        await using var world = await RelayWorld.StartAsync();
        await world.IsRejectedAsync(world.Friend, RelayWorld.Follow(world.Friend).Replace("\"actor\":\"http://friend.example/users/bob\"", "\"actor\":\"http://friend.example/users/eve\""), 403, "actor-mismatch");

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend)); // its key is known from now on

        world.Friend.Answer = context => FakeOrigin.ActivityAsync(context, world.Friend.ActorJson(id: "http://friend.example/users/other"));
        await world.IsRejectedAsync(world.Friend, RelayWorld.Follow(world.Friend, number: "2"), 403, "actor-unusable");
    }

    [Fact]
    public async Task a_server_that_cannot_be_asked_who_it_is_is_told_to_come_again()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        world.Friend.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.CompletedTask;
        };

        using var answer = await world.PostAsync(world.Friend, RelayWorld.Follow(world.Friend, number: "2"));

        Assert.Equal((503, "actor-unreachable"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task nobody_signs_in_the_name_of_the_relay()
    {
        await using var world = await RelayWorld.StartAsync();
        using var key = TestKeys.Of("gateway", RelayWorld.Actor + "#main-key"); // the very key of the relay

        using var answer = await world.Gateway.SendAsync(
            HttpMethod.Post, "/inbox", key, new StringContent($$"""{"id":"http://relay.example/1","type":"Follow","actor":"{{RelayWorld.Actor}}","object":"as:Public"}""", System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);

        Assert.Equal((401, "key-id-invalid"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }
}
