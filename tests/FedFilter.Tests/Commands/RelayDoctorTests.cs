using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Storage;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Commands;

/// <summary>What the commands say of the relay, with another server in the place of what others see of it.</summary>
public sealed class RelayDoctorTests : IAsyncLifetime
{
    private const string Section = "relay: { host: relay.example, scheme: http }";

    private FakePeer _outside = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _outside = await FakePeer.StartAsync("relay.example");

    public ValueTask DisposeAsync() => _outside.DisposeAsync();

    [Fact]
    public async Task doctor_looks_at_the_relay_as_others_see_it_and_says_who_subscribed()
    {
        await using var relay = await CreateAsync();
        _outside.Answer = context => FakeOrigin.ActivityAsync(context, Actor(relay));
        _outside.WellKnown = context => context.Response.WriteAsync(
            """{"subject":"acct:relay@relay.example","links":[{"rel":"self","type":"application/activity+json","href":"http://relay.example/actor"}]}""", Cancellation);
        await relay.SubscribeAsync("friend.example");
        await relay.SubscribeAsync("lost.example", state: RelayState.Suspended, code: "not-committed");
        await relay.PublishAsync("other.example", TimeProvider.System.GetUtcNow().AddHours(-3).AddMinutes(-1));

        var said = await DoctorAsync(relay);

        Assert.Contains("good  relay relay.example: http://relay.example/actor is reached, with our key", said);
        Assert.Contains("good  relay relay.example: WebFinger leads from acct:relay@relay.example to it", said);
        Assert.Contains("good  relay relay.example: a stranger that follows it is turned away by the rule `relay for the committed` (not-committed", said);
        Assert.Contains("good  relay relay.example: 2 servers: 1 active, 1 suspended. 1 delivery waits for 1 server, the oldest for 3 h", said);
        Assert.Contains("not covered: copies that other servers already hold, with those that relay.example passed on", said);
    }

    [Fact]
    public async Task doctor_says_that_something_else_answers_in_its_place()
    {
        await using var relay = await CreateAsync();
        _outside.Answer = context => FakeOrigin.ActivityAsync(context, Actor(relay, pem: _outside.Key.PublicPem));
        var ofKey = await DoctorAsync(relay);
        _outside.Answer = context => FakeOrigin.ActivityAsync(context, _outside.ActorJson());
        var ofActor = await DoctorAsync(relay);

        Assert.Contains("wrong relay relay.example: http://relay.example/actor is not ours: its key is another", ofKey);
        Assert.Contains("wrong relay relay.example: http://relay.example/actor is not ours: its id is http://relay.example/users/bob", ofActor);
        Assert.DoesNotContain("with our key", ofKey + ofActor);
    }

    [Fact]
    public async Task doctor_says_that_nobody_reaches_it_or_finds_it_by_name()
    {
        await using var relay = await CreateAsync();
        _outside.Answer = context => FakeOrigin.ActivityAsync(context, Actor(relay));
        var nameless = await DoctorAsync(relay);
        _outside.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        };
        var unreached = await DoctorAsync(relay);

        Assert.Contains("wrong relay relay.example: WebFinger does not know acct:relay@relay.example: the host answered 404", nameless);
        Assert.Contains("wrong relay relay.example: http://relay.example/actor cannot be fetched: the host answered 421; is `serve` running", unreached);
    }

    [Theory]
    [InlineData("mode: enforce\nrules: [{ name: in, when: { direction: inbound, delivery: true }, then: allow }]\n", "a stranger may subscribe by the rule `in`: put a rule before it")]
    [InlineData("mode: enforce\nrules: [{ name: all, then: allow }]\n", "a stranger may subscribe by the rule `all`, and gets what is published by the rule `all`: put a rule before it")]
    [InlineData("mode: observe\nrules: [{ name: none, then: refuse, because: not-committed }]\n", "would be turned away by the rule `none` (not-committed), but the policy observes: whoever asks is let in")]
    public async Task doctor_warns_of_a_relay_that_is_open_to_strangers(string policy, string said)
    {
        await using var relay = await CreateAsync(policy);

        Assert.Matches($"wrong relay relay\\.example: .*{System.Text.RegularExpressions.Regex.Escape(said)}", await DoctorAsync(relay));
    }

    [Fact]
    public async Task the_host_of_an_origin_is_no_relays()
    {
        await using var relay = await RelayFolder.CreateAsync("relay: { host: social.example }");

        var (code, _, error) = await relay.RunAsync("doctor");

        Assert.Equal(2, code);
        Assert.Matches(@"fedfilter\.yaml:\d+:\d+: social\.example belongs to the origin social\.example", error);
    }

    [Fact]
    public async Task doctor_tells_the_own_relay_from_others_that_the_origin_sends_to()
    {
        await using var relay = await RelayFolder.CreateAsync("relay: { host: relay.example }\negress: { listen: http://127.0.0.1:0 }");

        Assert.Contains("past the proxy: a relay: what your server sends to relay.example, your policy decides about for each subscriber; another one", await DoctorAsync(relay));
    }

    [Fact]
    public async Task check_says_whether_a_server_may_subscribe()
    {
        await using var relay = await CreateAsync();

        var friend = await relay.RunAsync("check", "friend.example");
        var stranger = await relay.RunAsync("check", "stranger.example");

        Assert.Matches("subscribe to the relay +allow +committed servers", friend.Output);
        Assert.Matches("get a post of the relay +allow +committed servers", friend.Output);
        Assert.Matches("subscribe to the relay +refuse +relay for the committed +not-committed", stranger.Output);
        Assert.Matches("deliver a post +allow", stranger.Output);
    }

    [Fact]
    public async Task serve_names_the_addresses_that_others_follow_and_commands_work_beside_it()
    {
        await using var relay = await CreateAsync();
        await using var program = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], relay.Path);

        var line = await program.ExpectAsync(line => line.StartsWith("relay ", StringComparison.Ordinal), "where the relay is");

        Assert.Equal("relay relay.example: other servers follow http://relay.example/inbox (Mastodon, Misskey) or http://relay.example/actor (Pleroma, Akkoma)", line);
        await relay.SubscribeAsync("friend.example");
        Assert.Equal(0, (await relay.RunAsync("relay", "pause", "friend.example")).Code); // beside it
        Assert.True((await relay.FindAsync("friend.example")).Paused);
    }

    private static async Task<string> DoctorAsync(RelayFolder relay) => (await relay.RunAsync("doctor")).Output;

    private static string Actor(RelayFolder relay, string? pem = null)
    {
        var actor = new RelayActor(new RelaySettings { Host = "relay.example", Scheme = "http" }, OwnKeys.Load(relay.Data));
        return JsonSerializer.Serialize(new
        {
            id = actor.Id,
            type = "Application",
            inbox = actor.Inbox,
            publicKey = new { id = actor.SigningKey.KeyId, owner = actor.Id, publicKeyPem = pem ?? actor.SigningKey.PublicPem },
        });
    }

    private Task<RelayFolder> CreateAsync(string policy = RelayFolder.Closed) =>
        RelayFolder.CreateAsync(Section, policy, new Dictionary<string, string> { [_outside.Host] = $"127.0.0.1:{_outside.Port}" });
}
