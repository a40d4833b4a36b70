using System.Collections.Concurrent;
using System.Net;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints;

/// <summary>
/// Actors of stranger.example have handles on handle.example, which the policy refuses. What stops a request follows the handle if both hosts
/// confirm it; what lets one pass never does.
/// </summary>
public sealed class HandleDomainTests
{
    private const string Listed = """
        lists: { blocked: { file: blocked.csv, format: mastodon } }
        mode: enforce
        rules: [{ name: blocked, when: { listed: blocked }, then: refuse, because: blocked }, { name: rest, then: allow }]
        """;

    private const string Named = """
        mode: enforce
        rules: [{ name: blocked, when: { peer: handle.example }, then: refuse, because: blocked }, { name: rest, then: allow }]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Listed)]
    [InlineData(Named)]
    public async Task a_block_of_the_handles_domain_stops_the_actor_on_its_host(string policy)
    {
        await using var world = await StartAsync(policy);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");

        var delivery = await world.Gateway.DeliverAsync(world.Actor.Activity("Follow"), world.Actor.Key);
        var fetch = await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key);

        Assert.Equal((HttpStatusCode.Forbidden, "blocked"), (delivery.StatusCode, await GatewayWorld.ProblemAsync(delivery, "code")));
        Assert.Equal((HttpStatusCode.Forbidden, "blocked"), (fetch.StatusCode, await GatewayWorld.ProblemAsync(fetch, "code")));
        Assert.Empty(world.Gateway.Origin.Arrived);
    }

    [Fact]
    public async Task only_that_actor_is_stopped()
    {
        await using var world = await StartAsync(Listed);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");
        using var other = TestKeys.Of("carol", "http://stranger.example/users/carol#main-key");
        world.Actor.Answer = context => FakeOrigin.ActivityAsync(context, world.Actor.ActorJson("http://stranger.example/users/carol", other.KeyId, "http://stranger.example/users/carol", other.PublicPem));

        Assert.Equal(HttpStatusCode.OK, (await world.Gateway.FetchAsync(FakeOrigin.Post, other)).StatusCode);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("name")]
    [InlineData("actor")]
    public async Task the_actors_host_may_name_the_handle_by_webfinger_for_id_or_name_or_in_the_actor(string where)
    {
        await using var world = await StartAsync(Listed);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");
        world.OfHost = resource => (where, resource) is ("id", "http://stranger.example/users/bob") or ("name", "acct:bob@stranger.example") ? FakePeer.WebFinger("bob@handle.example", world.Actor.Actor) : null;
        world.Actor.Answer = context => FakeOrigin.ActivityAsync(
            context, world.Actor.ActorJson().Replace("\"type\"", $"\"preferredUsername\":\"bob\",{(where == "actor" ? "\"webfinger\":\"bob@handle.example\"," : "")}\"type\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);
    }

    [Fact]
    public async Task the_handles_domain_may_redirect_webfinger_to_the_actors_host()
    {
        await using var world = await StartAsync(Listed);
        world.OfHost = _ => FakePeer.WebFinger("bob@handle.example", world.Actor.Actor);
        world.HandleHost.WellKnown = context =>
        {
            context.Response.Redirect("http://stranger.example" + context.Request.Path + context.Request.QueryString);
            return Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);
    }

    [Theory]
    [InlineData(null, "http://stranger.example/users/bob")] // the actor's host names no handle
    [InlineData("bob@stranger.example", "http://stranger.example/users/bob")] // it names another
    [InlineData("bob@handle.example", null)] // the handle's domain does not know the handle
    [InlineData("bob@handle.example", "http://handle.example/users/bob")] // WebFinger there leads to a different actor
    [InlineData("bob@handle.example", "not a URL")]
    public async Task where_one_side_does_not_confirm_the_actors_host_decides(string? handle, string? leadsTo)
    {
        await using var world = await StartAsync(Listed);
        world.OfHost = _ => handle is null ? null : FakePeer.WebFinger(handle, world.Actor.Actor);
        world.OfDomain = _ => leadsTo is null ? null : FakePeer.WebFinger("bob@handle.example", leadsTo);

        Assert.Equal(HttpStatusCode.OK, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);
    }

    [Fact]
    public async Task an_answer_about_another_actor_names_no_handle()
    {
        await using var world = await StartAsync(Listed);
        world.OfHost = _ => FakePeer.WebFinger("carol@handle.example", "http://stranger.example/users/carol");
        world.OfDomain = _ => FakePeer.WebFinger("carol@handle.example", world.Actor.Actor);

        Assert.Equal(HttpStatusCode.OK, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);
    }

    [Fact]
    public async Task a_commitment_of_the_handles_domain_lets_no_actor_of_another_host_pass()
    {
        await using var world = await StartAsync("""
            lists: { friends: { file: blocked.csv, format: mastodon } }
            mode: enforce
            rules: [{ name: friends, when: { listed: friends }, then: allow }, { name: by name, when: { peer: handle.example }, then: allow }, { name: rest, then: refuse }]
            """);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);
    }

    [Theory]
    [InlineData("mode: enforce\nrules: [{ name: friends, when: { peer: handle.example }, then: allow }, { name: rest, then: allow }]")]
    [InlineData("lists: { none: { file: none.csv } }\nmode: enforce\nrules: [{ name: nobody, when: { listed: none }, then: refuse }, { name: rest, then: allow }]")]
    [InlineData("mode: enforce\nrules: [{ name: the host, when: { peer: stranger.example }, then: refuse }, { name: rest, then: allow }]")]
    public async Task nobody_is_asked_where_no_answer_would_stop_the_request(string policy)
    {
        await using var world = await StartAsync(policy);

        await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key);

        Assert.Empty(world.Asked);
    }

    [Fact]
    public async Task each_actor_is_asked_about_once()
    {
        await using var world = await StartAsync(Listed);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Forbidden, (await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key)).StatusCode);

        Assert.Equal(["http://stranger.example/users/bob", "acct:bob@handle.example"], world.Asked);
    }

    [Fact]
    public async Task the_audit_log_and_explain_say_which_name_it_was_refused_by()
    {
        await using var world = await StartAsync(Listed);
        world.Gives("bob@handle.example", to: "http://stranger.example/users/bob");
        using var answer = await world.Gateway.FetchAsync(FakeOrigin.Post, world.Actor.Key);
        var id = (await GatewayWorld.ProblemAsync(answer, "decision"))!;

        var entry = (await world.Gateway.Audit.FindAsync(id, Cancellation))!;
        var explained = await BuiltProgram.RunAsync(world.Gateway.Folder, "policy", "explain", "--decision", id);
        var asked = await BuiltProgram.RunAsync(world.Gateway.Folder, "policy", "explain", "stranger.example", "--fetch", FakeOrigin.Post, "--handle-domain", "handle.example");

        Assert.Equal(("stranger.example", "handle.example"), (entry.Entry.Peer, entry.Details!.HandleDomain));
        Assert.Equal((1, 1), (explained.Code, asked.Code));
        foreach (var output in (string[])[explained.Output, asked.Output])
            Assert.Contains("listed: blocked (found: handle of handle.example by the entry", output);
    }

    private static async Task<World> StartAsync(string policy)
    {
        var handleHost = await FakePeer.StartAsync("handle.example");
        var gateway = await GatewayWorld.StartAsync(
            policy: "mode: enforce\nrules: [{ name: at first, then: allow }]", names: new Dictionary<string, string> { ["handle.example"] = $"127.0.0.1:{handleHost.Port}" });
        var world = new World(gateway, handleHost);
        await TestFolder.WriteAsync(Path.Combine(gateway.Folder, "policies", "blocked.csv"), "#domain,#severity\nhandle.example,suspend\n");
        await TestFolder.WriteAsync(Path.Combine(gateway.Folder, "policies", "none.csv"), "#domain,#severity\n");
        await TestFolder.WriteAsync(Path.Combine(gateway.Folder, "policies", "rules.yaml"), policy);
        await Eventually.HoldsAsync(() => Task.FromResult(gateway.Gateway.Services.GetRequiredService<PolicyStore>().Current.RuleNames.Contains("rest")));
        return world;
    }

    private sealed class World : IAsyncDisposable
    {
        public World(GatewayWorld gateway, FakePeer handleHost)
        {
            (Gateway, HandleHost) = (gateway, handleHost);
            Actor.WellKnown = context => AnswerAsync(context, OfHost);
            HandleHost.WellKnown = context => AnswerAsync(context, OfDomain);
        }

        public GatewayWorld Gateway { get; }

        public FakePeer Actor => Gateway.Stranger;

        public FakePeer HandleHost { get; }

        /// <summary>The resources that WebFinger was asked about.</summary>
        public ConcurrentQueue<string> Asked { get; } = [];

        public Func<string, string?> OfHost { get; set; } = _ => null;

        public Func<string, string?> OfDomain { get; set; } = _ => null;

        /// <summary>Both hosts say that the handle is this actor's.</summary>
        public void Gives(string handle, string to)
        {
            OfHost = resource => resource == to ? FakePeer.WebFinger(handle, to) : null;
            OfDomain = resource => resource == $"acct:{handle}" ? FakePeer.WebFinger(handle, to) : null;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await HandleHost.DisposeAsync();
        }

        private Task AnswerAsync(HttpContext context, Func<string, string?> answers)
        {
            if (context.Request.Path != "/.well-known/webfinger")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            var resource = context.Request.Query["resource"].ToString();
            Asked.Enqueue(resource);
            if (answers(resource) is { } answer)
                return context.Response.WriteAsync(answer);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
    }
}
