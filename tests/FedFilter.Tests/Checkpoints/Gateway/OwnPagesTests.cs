using System.Net;
using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class OwnPagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/.well-known/webfinger?resource=acct:alice@social.example")]
    [InlineData("/.well-known/nodeinfo")]
    [InlineData("/.well-known/host-meta")]
    [InlineData("/nodeinfo/2.1")]
    [InlineData("/actor")]
    public async Task open_paths_pass_without_a_signature_and_with_a_broken_one(string path)
    {
        await using var world = await GatewayWorld.StartAsync();

        var unsigned = await world.FetchAsync(path, null);
        var broken = await world.FetchAsync(path, null, headers => headers.TryAddWithoutValidation("Signature", "nonsense"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (unsigned.StatusCode, broken.StatusCode));
        Assert.Equal([path, path], world.Origin.Arrived.Select(arrived => arrived.RawTarget));
    }

    [Theory]
    [InlineData("Application", HttpStatusCode.OK)]
    [InlineData("Note", HttpStatusCode.Unauthorized)]
    public async Task another_place_of_the_instance_actor_can_be_opened_and_nothing_but_an_instance_actor_is_served_there(string type, HttpStatusCode expected)
    {
        await using var world = await GatewayWorld.StartAsync(
            gateway: "  open: [/i/actor]", origin: await FakeOrigin.StartAsync(context => FakeOrigin.ActivityAsync(context, $$"""{"id":"http://social.example/i/actor","type":"{{type}}"}""")));

        Assert.Equal(expected, (await world.FetchAsync("/i/actor", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/i/actor?x=1", null)).StatusCode);
    }

    [Fact]
    public async Task the_filters_own_actor_is_public_and_carries_both_keys()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync("/fedfilter/actor", null);

        using var actor = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("application/activity+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("http://social.example/fedfilter/actor", actor.RootElement.GetProperty("id").GetString());
        Assert.Contains("BEGIN PUBLIC KEY", actor.RootElement.GetProperty("publicKey").GetProperty("publicKeyPem").GetString());
        Assert.StartsWith("z6Mk", actor.RootElement.GetProperty("assertionMethod")[0].GetProperty("publicKeyMultibase").GetString());
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task webfinger_answers_for_the_filters_own_actor_alone()
    {
        await using var world = await GatewayWorld.StartAsync();

        var own = await world.FetchAsync("/.well-known/webfinger?resource=acct:fedfilter@social.example", null);

        Assert.Contains("http://social.example/fedfilter/actor", await own.Content.ReadAsStringAsync(Cancellation));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task the_actors_inbox_takes_nothing()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.DeliverAsync(world.Friend.Activity("Follow"), world.Friend.Key, "/fedfilter/actor/inbox")).StatusCode);
    }

    [Fact]
    public async Task own_fetches_are_signed_by_the_own_actor_with_an_honest_user_agent()
    {
        await using var world = await GatewayWorld.StartAsync();
        var (signature, userAgent) = ("", "");
        world.Friend.Answer = context =>
        {
            (signature, userAgent) = (context.Request.Headers["Signature"].ToString(), context.Request.Headers.UserAgent.ToString());
            return world.Friend.ActorAsync(context);
        };

        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Contains("keyId=\"http://social.example/fedfilter/actor#main-key\"", signature);
        Assert.Matches(@"^FedFilter/\d.* \(\+http://social.example/fedfilter/terms\)$", userAgent);
    }

    [Fact]
    public async Task the_terms_page_says_what_is_asked()
    {
        await using var world = await GatewayWorld.StartAsync();

        var page = await (await world.FetchAsync("/fedfilter/terms", null)).Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("no-ai-training", page);
        Assert.Contains("social.example", page);
    }

    [Fact]
    public async Task a_decision_can_be_looked_up_and_shows_nothing_personal()
    {
        await using var world = await GatewayWorld.StartAsync();
        var refused = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key, headers => headers.TryAddWithoutValidation("User-Agent", "secret-agent"));
        var id = await GatewayWorld.ProblemAsync(refused, "decision");

        var page = await (await world.FetchAsync($"/fedfilter/decisions/{id}", null)).Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("stranger.example", page);
        Assert.Contains("not-committed", page);
        Assert.DoesNotContain("secret-agent", page);
        Assert.DoesNotContain("alice", page);
        Assert.Equal(HttpStatusCode.NotFound, (await world.FetchAsync("/fedfilter/decisions/00000000000000000000000000", null)).StatusCode);
    }

    [Fact]
    public async Task other_paths_of_ours_are_404_and_never_the_origins()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await world.FetchAsync("/fedfilter/anything", null)).StatusCode);
        Assert.Empty(world.Origin.Arrived);
    }
}
