using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary><c>policy explain</c>, as an admin runs it.</summary>
public sealed class PolicyExplainCommandTests : IAsyncLifetime
{
    private const string Rules = """
        mode: enforce
        lists: { blocked: { file: blocked.txt, format: plain } }
        rules:
          - { name: watched, when: { peer: watched.example }, then: refuse, because: watched, shadow: true }
          - { name: blocked, when: { listed: blocked }, then: refuse, because: blocked }
          - { name: committed servers, when: { committed: [no-ai-training], fetch: "/users/**" }, then: allow }
          - { name: new ones wait, when: { delivery: [Flag], first-seen-within: 7d }, then: hold }
          - { name: strangers may deliver, when: { delivery: true }, then: allow }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await BuiltProgram.RunAsync(_folder, "init");
        await WriteAsync("policies/rules.yaml", Rules);
        await WriteAsync("policies/blocked.txt", "evil.example\n");
        await WriteAsync("policies/peers.yaml", "peers: [{ host: friend.example, attests: [no-ai-training], reviewed: 2026-01-01, by: alice, source: https://friend.example/terms }]\n");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task each_rule_that_was_tried_says_what_it_asked_and_found_up_to_the_one_that_decides()
    {
        var (code, output, _) = await ExplainAsync("friend.example", "--fetch", "https://social.example/users/a?page=1");

        Assert.Equal(0, code);
        Assert.Contains("friend.example: fetch of /users/a, outbound, gateway", output);
        Assert.Contains("evidence for no-ai-training: attested by alice, reviewed 2026-01-01, read at https://friend.example/terms", output);
        Assert.Contains("no    listed: blocked (found: friend.example is not on blocked)", output);
        Assert.Contains("-> committed servers (allow) matches", output);
        Assert.Contains("yes   committed: no-ai-training (found: no-ai-training: committed)", output);
        Assert.DoesNotContain("new ones wait", output);
        Assert.Contains("decision: allow, rule: committed servers", output);
    }

    [Fact]
    public async Task the_same_comes_as_json_with_lists_shadows_and_what_is_missing()
    {
        var (code, output, _) = await ExplainAsync("watched.example", "--fetch", "/users/a", "--json");
        var listed = await ExplainAsync("a.evil.example", "--delivery", "Create", "--json");

        var report = JsonElement.Parse(output);
        Assert.Equal((1, 1), (code, listed.Code));
        Assert.Equal("watched", report.GetProperty("shadows")[0].GetProperty("rule").GetString());
        Assert.Equal(5, report.GetProperty("rules").GetArrayLength());
        Assert.Equal("no-rule-matched", report.GetProperty("decision").GetProperty("because").GetString());
        Assert.Equal("no-ai-training", report.GetProperty("decision").GetProperty("missing")[0].GetString());
        Assert.Equal("evil.example", JsonElement.Parse(listed.Output).GetProperty("lists")[0].GetProperty("entry").GetString());
    }

    [Theory]
    [InlineData("/nodeinfo/2.0", 0, "on the open list by the entry /nodeinfo/*")]
    [InlineData("https://social.example/.well-known//webfinger", 1, "decision: refuse, path-ambiguous")]
    [InlineData("/users//a", 1, "decision: refuse, path-ambiguous")]
    [InlineData("/users/a?_method=POST", 1, "decision: refuse, method-override")]
    public async Task what_is_settled_before_the_rules_says_so(string fetch, int expected, string line)
    {
        var (code, output, _) = await ExplainAsync("stranger.example", "--fetch", fetch);

        Assert.Equal(expected, code);
        Assert.Contains("No rule is asked", output);
        Assert.Contains(line, output);
    }

    [Fact]
    public async Task an_activity_is_read_from_a_file_and_its_words_do_nothing_to_a_terminal()
    {
        await WriteAsync("own.json", """{ "type": ["Create", "\u001b[2J\u202e[red]"], "actor": "https://stranger.example/u" }""");
        await WriteAsync("forwarded.json", """{ "type": "Create", "actor": "https://other.example/u" }""");

        var own = await ExplainAsync("stranger.example", "--activity-file", "own.json");
        var forwarded = await ExplainAsync("stranger.example", "--activity-file", "forwarded.json");

        Assert.Equal((1, 1), (own.Code, forwarded.Code));
        Assert.Contains("type-ambiguous", own.Output);
        Assert.DoesNotContain('\u001b', own.Output);
        Assert.Contains("decision: refuse, forwarded-unverified", forwarded.Output);
    }

    [Fact]
    public async Task a_boost_is_explained_for_each_host_it_concerns_and_the_worst_outcome_counts()
    {
        await WriteAsync("boost.json", """{ "type": "Announce", "actor": "https://stranger.example/u", "object": "https://evil.example/notes/1" }""");

        var (code, output, _) = await ExplainAsync("stranger.example", "--activity-file", "boost.json");
        var json = JsonElement.Parse((await ExplainAsync("stranger.example", "--activity-file", "boost.json", "--json")).Output);

        Assert.Equal(1, code);
        Assert.Contains("decision: allow, rule: strangers may deliver", output);
        Assert.Contains("It concerns evil.example too:", output);
        Assert.Contains("on the list blocked, by its entry evil.example", output);
        Assert.Contains("decision: refuse, blocked, rule: blocked", output);
        Assert.Contains("The worst outcome counts: refuse, for evil.example.", output);
        Assert.Equal("allow", json.GetProperty("decision").GetProperty("then").GetString());
        var other = Assert.Single(json.GetProperty("others").EnumerateArray());
        Assert.Equal(("evil.example", "refuse"), (other.GetProperty("peer").GetString(), other.GetProperty("decision").GetProperty("then").GetString()));
        Assert.Equal("evil.example", json.GetProperty("worst").GetString());
    }

    [Fact]
    public async Task a_boost_in_the_log_is_explained_for_each_host_too()
    {
        await using var world = await GatewayWorld.StartAsync(policy: """
            mode: enforce
            rules: [{ name: blocked, when: { peer: evil.example }, then: refuse }, { name: rest, then: allow }]
            """);
        using var refused = await world.DeliverAsync(world.Stranger.Activity("Announce", "https://evil.example/notes/1"), world.Stranger.Key);
        var id = (await GatewayWorld.ProblemAsync(refused, "decision"))!;

        var (code, output, _) = await BuiltProgram.RunAsync(world.Folder, "policy", "explain", "--decision", id);

        Assert.Equal(1, code);
        Assert.StartsWith("stranger.example: delivery of Announce", output);
        Assert.Contains("decision: allow, rule: rest", output);
        Assert.Contains("The worst outcome counts: refuse, for evil.example.", output);
    }

    [Fact]
    public async Task what_the_gateway_would_not_read_is_said_to_be_answered_400()
    {
        await WriteAsync("twice.json", """{ "type": "Create", "actor": "https://stranger.example/u", "type": "Delete" }""");

        var (code, output, _) = await ExplainAsync("stranger.example", "--activity-file", "twice.json");

        Assert.Equal(1, code);
        Assert.Contains("No rule is asked: the activity is answered 400", output);
        Assert.Contains("decision: refuse, body-duplicate-key", output);
    }

    [Fact]
    public async Task a_path_that_is_not_written_in_the_canonical_form_is_shown_in_both_forms()
    {
        var (_, output, _) = await ExplainAsync("friend.example", "--fetch", "/%40a");

        Assert.StartsWith("friend.example: fetch of /@a, outbound, gateway", output);
        Assert.Contains("The path was given as /%40a; rules are asked about its canonical form.", output);
    }

    [Fact]
    public async Task who_was_never_met_is_met_for_the_first_time_now() => Assert.Equal(1, (await ExplainAsync("stranger.example", "--delivery", "Flag")).Code);

    [Fact]
    public async Task a_decision_of_the_log_is_explained_under_the_policy_in_force_and_says_under_which_it_was_made()
    {
        var demo = await BuiltProgram.RunAsync(_folder, "demo", "--once");
        var config = demo.Output.Split("--config ")[1].Split('\n')[0].Trim();
        var folder = Path.GetDirectoryName(config)!;
        try
        {
            var id = await IdAsync("refusal", config);
            var same = await ExplainAsync("--decision", id, "--config", config);
            var rejected = await ExplainAsync("--decision", await IdAsync("rejection", config), "--config", config);
            await File.WriteAllTextAsync(Path.Combine(folder, "policies", "peers.yaml"), "peers: [{ host: stranger.example, attests: [no-ai-training] }]\n", Cancellation);
            var later = await ExplainAsync("--decision", id, "--config", config);

            Assert.Equal((1, 2, 0), (same.Code, rejected.Code, later.Code));
            Assert.Contains("stranger.example: fetch of /users/alice/statuses/1, outbound, gateway", same.Output);
            Assert.Contains("It was made under the policy in force", same.Output);
            Assert.Contains("decision: refuse, not-committed (missing: no-ai-training), rule: everyone else", same.Output);
            Assert.Contains("No rule was asked", rejected.Error);
            Assert.Contains("It was made under another policy", later.Output);
            Assert.Contains("rule: committed servers", later.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("stranger.example")]
    [InlineData("--fetch", "/users/a")]
    [InlineData("stranger.example", "--fetch", "/users/a", "--delivery", "Create")]
    [InlineData("stranger.example", "--fetch", "https://other.example/users/a")]
    [InlineData("stranger.example", "--delivery", "Create", "--checkpoint", "door")]
    [InlineData("stranger.example", "--activity-file", "none.json")]
    [InlineData("social.example", "--fetch", "/users/a")]
    [InlineData("stranger.example", "--decision", "00000000000000000000000000")]
    [InlineData("--decision", "00000000000000000000000000")]
    public async Task bad_usage_is_2(params string[] arguments)
    {
        var (code, _, error) = await ExplainAsync(arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    private static async Task<string> IdAsync(string kind, string config)
    {
        var listed = await BuiltProgram.RunAsync(Path.GetDirectoryName(config)!, "audit", "list", "--kind", kind, "--json", "--config", config);
        return JsonElement.Parse(listed.Output)[0].GetProperty("id").GetString()!;
    }

    private Task<(int Code, string Output, string Error)> ExplainAsync(params string[] arguments) => BuiltProgram.RunAsync(_folder, ["policy", "explain", .. arguments]);

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder, file), text, Cancellation);
}
