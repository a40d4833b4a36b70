using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary>What the log holds of the relay, and the rules for it, by the commands that know all checkpoints.</summary>
public sealed class RelayAuditTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_log_of_the_relay_is_listed_counted_and_shown_by_itself()
    {
        await using var relay = await RelayFolder.CreateAsync();
        var id = await WriteAsync(relay);
        string[] time = ["--since", "2026-11-01", "--until", "2026-12-01"];

        var list = JsonElement.Parse((await relay.RunAsync("audit", "list", "--checkpoint", "relay", "--json")).Output);
        var ofRelay = JsonElement.Parse((await relay.RunAsync(["audit", "stats", "--checkpoint", "relay", "--json", .. time])).Output);
        var ofAll = JsonElement.Parse((await relay.RunAsync(["audit", "stats", "--json", .. time])).Output);
        var shown = await relay.RunAsync("audit", "show", id);

        Assert.Equal([id], list.EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        Assert.Equal((1, 4), (ofRelay.GetProperty("total").GetInt32(), ofAll.GetProperty("total").GetInt32()));
        Assert.Equal("2026-11-24", ofRelay.GetProperty("days")[0].GetProperty("name").GetString());
        Assert.Equal(("lost.example", 1), (ofRelay.GetProperty("peers")[0].GetProperty("name").GetString(), ofRelay.GetProperty("peers")[0].GetProperty("count").GetInt32()));
        Assert.Equal("not-committed", Assert.Single(ofRelay.GetProperty("reasons").EnumerateArray()).GetProperty("name").GetString());
        Assert.Matches("checkpoint +relay, outbound, delivery", shown.Output);
        Assert.Contains("-> relay for the committed (refuse) matches", shown.Output);
        Assert.Equal(2, (await relay.RunAsync("audit", "stats", "--checkpoint", "elsewhere")).Code);
    }

    [Fact]
    public async Task a_decision_of_the_relay_is_explained_as_one_of_the_relay()
    {
        await using var relay = await RelayFolder.CreateAsync();
        var id = await WriteAsync(relay);

        var explained = await relay.RunAsync("policy", "explain", "--decision", id);

        Assert.Equal(1, explained.Code);
        Assert.Contains("lost.example: delivery of Create, outbound, relay", explained.Output);
        Assert.Contains("decision: refuse, not-committed (missing: no-ai-training), rule: relay for the committed", explained.Output);
    }

    [Theory]
    [InlineData("Create", true)]
    [InlineData("Follow", false)] // it is sent a Reject
    public async Task show_says_what_a_server_was_answered_that_may_not_publish(string type, bool answered)
    {
        await using var relay = await RelayFolder.CreateAsync();
        var id = await WriteAsync(relay, "inbound", type);

        var shown = await relay.RunAsync("audit", "show", id);

        Assert.Equal(answered, shown.Output.Contains("lost.example was answered 403:", StringComparison.Ordinal));
        Assert.Contains("decision: refuse, not-committed", shown.Output);
    }

    [Theory]
    [InlineData("friend.example", "inbound", 0, "rule: committed servers")]
    [InlineData("stranger.example", "inbound", 1, "rule: relay for the committed")]
    [InlineData("stranger.example", "outbound", 1, "rule: relay for the committed")]
    public async Task explain_asks_the_rules_as_the_relay_does(string peer, string direction, int code, string said)
    {
        await using var relay = await RelayFolder.CreateAsync();

        var explained = await relay.RunAsync("policy", "explain", peer, "--delivery", "Create", "--direction", direction, "--checkpoint", "relay");

        Assert.Equal(code, explained.Code);
        Assert.Contains(said, explained.Output);
    }

    [Fact]
    public async Task explain_knows_that_the_relay_takes_nothing_that_is_forwarded_whatever_the_gateway_does()
    {
        await using var relay = await RelayFolder.CreateAsync("relay: { host: relay.example }", "mode: observe\nrules: [{ name: all, then: allow }]\n");
        var (config, activity) = (Path.Combine(relay.Path, "fedfilter.yaml"), Path.Combine(relay.Path, "activity.json"));
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, Cancellation)).Replace("gateway:\n", "gateway:\n  forwarded: pass\n", StringComparison.Ordinal), Cancellation);
        await File.WriteAllTextAsync(
            activity, """{"id":"https://other.example/1","type":"Create","actor":"https://other.example/users/a","object":{"type":"Note"}}""", Cancellation);

        var atRelay = await relay.RunAsync("policy", "explain", "friend.example", "--activity-file", activity, "--checkpoint", "relay");
        var atGateway = await relay.RunAsync("policy", "explain", "friend.example", "--activity-file", activity);

        Assert.Equal((1, 0), (atRelay.Code, atGateway.Code));
        Assert.Contains("a relay takes only what a server publishes itself", atRelay.Output);
        Assert.Contains("decision: refuse, forwarded-unverified", atRelay.Output);
        Assert.DoesNotContain("observes", atRelay.Output);
    }

    [Fact]
    public async Task tests_of_a_policy_may_be_about_the_relay()
    {
        await using var relay = await RelayFolder.CreateAsync();
        await File.WriteAllTextAsync(
            Path.Combine(relay.Path, "policies", "relay.yaml"),
            """
            tests:
              - name: a stranger may not subscribe
                given: { peer: stranger.example, delivery: Follow, checkpoint: relay }
                expect: { then: refuse, because: not-committed, rule: relay for the committed }
              - name: nothing is passed on to a stranger
                given: { peer: stranger.example, delivery: Create, direction: outbound, checkpoint: relay }
                expect: { then: refuse, rule: relay for the committed }
              - name: nor to a server that lost its standing, but a deletion is
                given: { peer: friend.example, delivery: Delete, direction: outbound, checkpoint: relay, standing: { no-ai-training: withdrawn } }
                expect: { then: allow, rule: clean-up passes }
            """,
            Cancellation);

        var tested = await relay.RunAsync("policy", "test");

        Assert.Equal(0, tested.Code);
        Assert.Contains("3 passed, 0 failed", tested.Output);
    }

    /// <summary>Three refusals of the gateway, and one of the relay, whose id is given.</summary>
    private static async Task<string> WriteAsync(RelayFolder relay, string direction = "outbound", string type = "Create")
    {
        var world = await AuditWorld.StartAsync(relay.Data);
        var refused = world.Refusal() with
        {
            Id = DecisionId.New(world.Time),
            Checkpoint = "relay",
            Direction = direction,
            Request = "delivery",
            Peer = "lost.example",
            Rule = "relay for the committed",
        };
        await world.AppendAsync(3);
        await world.Log.AppendAsync(refused, new AuditDetails { ActivityTypes = [type], Target = "/inbox" }, Cancellation);
        await world.SignedAsync();
        await world.EndAsync();
        return refused.Id;
    }
}
