using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Replay;

/// <summary>Real requests through the gateway, then the built program's <c>policy replay</c> on what it kept.</summary>
public sealed class PolicyReplayTests
{
    private const string Observing = """
        mode: observe
        rules:
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: strangers may deliver, when: { direction: inbound, delivery: true }, then: allow }
          - { name: everyone else, then: refuse, because: not-committed }
        """;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_policy_in_force_turns_nothing()
    {
        await using var world = await StartAsync(Observing);
        await TrafficAsync(world);

        var replay = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "policies");

        Assert.Equal((0, ""), (replay.Code, replay.Error));
        Assert.Contains("5 decisions about 2 peers", replay.Output);
        Assert.Contains("Nothing would be decided differently.", replay.Output);
        Assert.Contains("lost: 0", replay.Output);
    }

    [Fact]
    public async Task nor_where_it_refuses_an_actor_by_the_domain_of_its_handle()
    {
        await using var handles = await FakePeer.StartAsync("handle.example");
        await using var world = await GatewayWorld.StartAsync(
            policy: "mode: enforce\nrules: [ { name: blocked, when: { peer: handle.example }, then: refuse }, { name: rest, then: allow } ]",
            time: _time, names: new Dictionary<string, string> { ["handle.example"] = $"127.0.0.1:{handles.Port}" });
        handles.WellKnown = world.Stranger.WellKnown = context => context.Response.WriteAsync(FakePeer.WebFinger("bob@handle.example", world.Stranger.Actor));
        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);
        using var refused = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        await KeptAsync(world, 2);

        var replay = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "policies");

        Assert.Equal((HttpStatusCode.Forbidden, 0), (refused.StatusCode, replay.Code));
        Assert.Contains("2 decisions about 2 peers", replay.Output);
        Assert.Contains("Nothing would be decided differently.", replay.Output);
    }

    [Fact]
    public async Task a_stricter_policy_shows_what_it_would_refuse_and_whom_it_cuts_off()
    {
        await using var world = await StartAsync(Observing);
        await TrafficAsync(world);
        var folder = Candidate(world, "mode: enforce\nrules: [ { name: committed only, when: { committed: [no-ai-training] }, then: allow }, { name: nobody, then: refuse } ]");

        var replay = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", folder, "--json");

        Assert.Equal((1, ""), (replay.Code, replay.Error));
        using var json = JsonDocument.Parse(replay.Output);
        Assert.Equal(["stranger.example allow refuse strangers may deliver nobody 2"], Flips(json));
        Assert.Equal(["stranger.example"], Texts(json, "cutOff"));
        Assert.Empty(Texts(json, "letIn"));
        var text = (await BuiltProgram.RunAsync(world.Folder, "policy", "replay", folder)).Output;
        Assert.Contains("allow -> refuse: 2 of 1 peers", text);
        Assert.Contains("cut off (nothing of theirs passes any more): 1 (stranger.example)", text);
    }

    [Fact]
    public async Task a_laxer_policy_shows_what_it_would_let_pass_by_its_own_peers_entries()
    {
        await using var world = await StartAsync("""
            mode: enforce
            rules:
              - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
              - { name: everyone else, then: refuse, because: not-committed }
            """);
        await TrafficAsync(world);
        var folder = Candidate(world, "mode: enforce\nrules: [ { name: committed, when: { committed: [no-ai-training] }, then: allow }, { name: later, then: hold } ]", attested: "stranger.example");

        var replay = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", folder, "--json", "--last", "1d");

        Assert.Equal(1, replay.Code);
        using var json = JsonDocument.Parse(replay.Output);
        Assert.Equal(
            ["friend.example allow hold committed servers later 2", "stranger.example refuse allow everyone else committed 3"],
            Flips(json).Order(StringComparer.Ordinal));
        Assert.Equal(["stranger.example"], Texts(json, "letIn"));
        Assert.Equal(["friend.example"], Texts(json, "cutOff"));
    }

    [Fact]
    public async Task a_content_rule_is_replayed_while_it_asks_the_same_and_reported_when_it_does_not()
    {
        const string rules = """
            mode: enforce
            rules:
              - { name: words, when: { keywords: [xylophone] }, then: refuse, because: words }
              - { name: all, then: allow }
            """;
        await using var world = await StartAsync(rules);
        await world.DeliverAsync(Note(world.Stranger, "a xylophone"), world.Stranger.Key);
        await world.DeliverAsync(Note(world.Friend, "a marimba"), world.Friend.Key);
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        await KeptAsync(world, 3);

        var same = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", Candidate(world, rules.Replace("then: refuse", "then: hold")), "--json");
        var other = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", Candidate(world, rules.Replace("xylophone", "marimba")), "--json");

        using var sameJson = JsonDocument.Parse(same.Output);
        Assert.Equal(["stranger.example refuse hold words words 1"], Flips(sameJson));
        Assert.Empty(sameJson.RootElement.GetProperty("notReplayable").EnumerateArray());
        Assert.Equal(0, other.Code);
        using var otherJson = JsonDocument.Parse(other.Output);
        var question = Assert.Single(otherJson.RootElement.GetProperty("notReplayable").EnumerateArray());
        Assert.Equal(("keywords: marimba", 2), (question.GetProperty("question").GetString(), question.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task an_earlier_policy_and_an_exception_are_no_difference_of_the_one_in_force()
    {
        await using var world = await StartAsync("mode: enforce\nrules: [ { name: all, then: allow } ]");
        await TrafficAsync(world);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policies", "rules.yaml"), Observing, Cancellation);
        var changed = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "policies");
        await File.WriteAllTextAsync(
            Path.Combine(world.Folder, "policies", "emergency.yaml"), "peers: [ { host: stranger.example, allow: { until: 2999-01-01T00:00:00Z, because: a flood, by: bob } } ]\n", Cancellation);

        var inForce = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "policies");
        var other = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", Candidate(world, Observing), "--json");
        var listed = await BuiltProgram.RunAsync(world.Folder, "peers", "list");

        Assert.Equal((0, 0, 1), (changed.Code, inForce.Code, other.Code));
        Assert.Contains("exception: everything of stranger.example passes until 2999-01-01 00:00Z, whatever the rules say", inForce.Output);
        using var json = JsonDocument.Parse(other.Output);
        Assert.Equal(["stranger.example allow refuse (exception) everyone else 1"], Flips(json));
        Assert.Contains("stranger.example: allowed until 2999-01-01 00:00Z by bob, whatever the rules say: a flood", listed.Output);
    }

    [Fact]
    public async Task nothing_of_what_a_post_says_is_in_the_store()
    {
        await using var world = await StartAsync("mode: enforce\nrules: [ { name: words, when: { keywords: [xylophone], hashtags: [ocarina] }, then: refuse }, { name: all, then: allow } ]");
        await world.DeliverAsync(Note(world.Stranger, "a xylophone"), world.Stranger.Key);
        await KeptAsync(world, 1);

        foreach (var file in Directory.EnumerateFiles(Path.Combine(world.Folder, "data"), "fedfilter.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(Cancellation);
            Assert.DoesNotContain("xylophone", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ocarina", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task the_peers_that_were_seen_are_listed_with_what_the_policy_makes_of_them()
    {
        await using var world = await StartAsync("mode: observe\nrules: [ { name: committed, when: { committed: [no-ai-training] }, then: allow } ]");
        await TrafficAsync(world);

        var text = (await BuiltProgram.RunAsync(world.Folder, "peers", "list", "--seen")).Output;
        using var json = JsonDocument.Parse((await BuiltProgram.RunAsync(world.Folder, "peers", "list", "--seen", "--json")).Output);

        var rows = json.RootElement.EnumerateArray().Select(row => (
            row.GetProperty("host").GetString(), row.GetProperty("requests").GetInt32(), row.GetProperty("passes").GetInt32(),
            row.GetProperty("inPeers").GetBoolean(), row.GetProperty("cutOff").GetBoolean()));
        Assert.Equal([("stranger.example", 3, 0, false, true), ("friend.example", 2, 2, true, false)], rows);
        Assert.Matches(@"stranger\.example\W+3\W+0\W+3\W+no\W+yes", text);
    }

    [Fact]
    public async Task what_is_not_understood_is_bad_usage()
    {
        await using var world = await StartAsync(Observing);

        Assert.Equal(2, (await BuiltProgram.RunAsync(world.Folder, "policy", "replay")).Code);
        Assert.Equal(2, (await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "nowhere")).Code);
        Assert.Equal(2, (await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "policies", "--last", "week")).Code);
    }

    private Task<GatewayWorld> StartAsync(string policy) => GatewayWorld.StartAsync(policy: policy, time: _time);

    /// <summary>The friend fetches twice; the stranger fetches once, follows and likes.</summary>
    private async Task TrafficAsync(GatewayWorld world)
    {
        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);
        await world.FetchAsync("/users/alice/statuses/1234567", world.Friend.Key);
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        await world.DeliverAsync(world.Stranger.Activity("Follow"), world.Stranger.Key);
        await world.DeliverAsync(world.Stranger.Activity("Like"), world.Stranger.Key);
        await KeptAsync(world, 5);
    }

    /// <summary>Ends the minute, and waits until so many decisions are kept.</summary>
    private async Task KeptAsync(GatewayWorld world, long decisions)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var context = await world.Gateway.Services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        await Eventually.HoldsAsync(async () => await context.RecentDecisions.SumAsync(row => row.Count, Cancellation) == decisions);
    }

    private static string Note(FakePeer peer, string text) => $$"""
        { "id": "{{peer.Actor}}/1", "type": "Create", "actor": "{{peer.Actor}}", "to": "as:Public", "object": { "type": "Note", "content": "<p>{{text}}</p>" } }
        """;

    private static string Candidate(GatewayWorld world, string rules, string attested = "friend.example")
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, Path.GetRandomFileName())).FullName;
        File.Copy(Path.Combine(world.Folder, "policies", "terms.yaml"), Path.Combine(folder, "terms.yaml"));
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), rules);
        File.WriteAllText(Path.Combine(folder, "peers.yaml"), $"peers: [ {{ host: {attested}, attests: [no-ai-training], by: a test }} ]");
        return folder;
    }

    private static IEnumerable<string> Flips(JsonDocument json) => json.RootElement.GetProperty("flips").EnumerateArray()
        .Select(flip => string.Join(' ', ((string[])["peer", "from", "to", "oldRule", "rule", "count"]).Select(name => flip.GetProperty(name).ToString())));

    private static IEnumerable<string?> Texts(JsonDocument json, string name) => json.RootElement.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
