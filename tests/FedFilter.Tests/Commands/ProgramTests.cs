using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary>The built program, started as a user starts it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task init_writes_what_a_first_start_needs_and_never_overwrites()
    {
        var first = await RunAsync("init");
        await File.AppendAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), "# mine\n", Cancellation);
        var key = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "keys", "actor-rsa.pem"), Cancellation);
        var second = await RunAsync("init");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("kept  fedfilter.yaml", second.Output);
        Assert.EndsWith("# mine\n", await File.ReadAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), Cancellation));
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(_folder, "data", "keys", "actor-rsa.pem"), Cancellation));
    }

    [Fact]
    public async Task what_init_writes_is_valid_and_only_observes()
    {
        await RunAsync("init");

        var validated = await RunAsync("policy", "validate");

        Assert.Equal(0, validated.Code);
        Assert.Contains("mode observe", validated.Output);
        Assert.Equal(0, (await RunAsync("policy", "validate", "--json")).Code);
    }

    [Fact]
    public async Task init_writes_the_schema_that_its_policy_files_name_and_it_is_no_policy_itself()
    {
        await RunAsync("init");
        var file = Path.Combine(_folder, "policies", ".schema.json");
        var written = await File.ReadAllTextAsync(file, Cancellation);
        var printed = await RunAsync("policy", "schema");
        var before = await RunAsync("policy", "validate");
        await File.WriteAllTextAsync(file, "mine", Cancellation);
        await RunAsync("init");

        Assert.Equal((0, written), (printed.Code, printed.Output));
        Assert.Equal("http://json-schema.org/draft-07/schema#", JsonElement.Parse(written).GetProperty("$schema").GetString());
        Assert.All(Directory.EnumerateFiles(Path.Combine(_folder, "policies"), "*.yaml"), policy => Assert.StartsWith("# yaml-language-server: $schema=.schema.json\n", File.ReadAllText(policy)));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(before.Output, (await RunAsync("policy", "validate")).Output); // the revision too
    }

    [Fact]
    public async Task a_policy_with_errors_is_2_with_file_line_and_column_of_each()
    {
        await RunAsync("init");
        await File.WriteAllTextAsync(Path.Combine(_folder, "policies", "peers.yaml"), "peers:\n  - { host: friend.example, atests: [no-ai-training] }\n", Cancellation);

        var validated = await RunAsync("policy", "validate");
        var served = await RunAsync("serve");

        Assert.Equal((2, 2), (validated.Code, served.Code));
        Assert.Contains("peers.yaml:2:29: `atests` is not known here; did you mean `attests`?", validated.Error);
        Assert.Equal(validated.Error, served.Error);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("doctor")]
    [InlineData("check", "friend.example")]
    [InlineData("audit", "list")]
    [InlineData("keys", "show")]
    public async Task without_a_configuration_every_command_is_2_and_says_how_to_get_one(params string[] command)
    {
        var ran = await RunAsync(command);

        Assert.Equal(2, ran.Code);
        Assert.Contains("`fedfilter init` writes one", ran.Error);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("audit")]
    [InlineData("audit", "list", "--limit", "many")]
    [InlineData("check")]
    [InlineData("serve", "--port", "1")]
    public async Task bad_usage_is_2(params string[] command)
    {
        var ran = await RunAsync(command);

        Assert.Equal(2, ran.Code);
        Assert.Contains("--help", ran.Error);
    }

    [Fact]
    public async Task check_says_what_would_be_decided_and_why_and_its_exit_code_is_the_answer()
    {
        await RunAsync("init");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "policies", "peers.yaml"), "peers:\n  - { host: friend.example, attests: [no-ai-training], reviewed: 2026-11-01, by: alice }\n", Cancellation);

        var friend = await RunAsync("check", "https://Friend.example/users/bob");
        var stranger = await RunAsync("check", "stranger.example", "--json");

        Assert.Equal((0, 1), (friend.Code, stranger.Code));
        Assert.Contains("attested by alice", friend.Output);
        using var json = JsonDocument.Parse(stranger.Output);
        Assert.Equal("unknown", json.RootElement.GetProperty("standing")[0].GetProperty("state").GetString());
        Assert.Equal("not-committed", json.RootElement.GetProperty("decisions")[0].GetProperty("because").GetString());
        Assert.Equal(2, (await RunAsync("check", "127.0.0.1")).Code);
        Assert.Equal(2, (await RunAsync("check", "social.example")).Code);
    }

    [Fact]
    public async Task doctor_names_what_is_wrong_what_observing_means_and_what_is_not_covered()
    {
        await RunAsync("init");
        await File.AppendAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), "notify: [https://hooks.example/secret]\n", Cancellation);

        var doctor = await RunAsync("doctor");

        Assert.Equal(1, doctor.Code); // there is no origin behind it
        Assert.Contains("good  configuration", doctor.Output);
        Assert.Contains("good  webhook https://hooks.example/…: took none so far", doctor.Output);
        Assert.Contains("wrong origin social.example", doctor.Output);
        Assert.Contains("only observes: enforcing would have refused 0 requests so far", doctor.Output);
        Assert.Contains("not covered: the origin's own outgoing deliveries", doctor.Output);
    }

    [Fact]
    public async Task keys_are_shown_by_their_public_halves_alone()
    {
        await RunAsync("init");

        var shown = await RunAsync("keys", "show");
        using var json = JsonDocument.Parse((await RunAsync("keys", "show", "--json")).Output);

        Assert.StartsWith("z6Mk", json.RootElement[0].GetProperty("publicKeyMultibase").GetString());

        Assert.Contains("https://social.example/fedfilter/actor#main-key", shown.Output);
        Assert.Contains("BEGIN PUBLIC KEY", shown.Output);
        Assert.DoesNotContain("PRIVATE", shown.Output);
    }

    [Fact]
    public async Task demo_shows_each_decision_and_how_to_see_the_same_in_the_log()
    {
        var demo = await RunAsync("demo", "--once");

        var config = demo.Output.Split("--config ")[1].Split('\n')[0].Trim();
        var list = await RunAsync("audit", "list", "--kind", "refusal", "--json", "--config", config);
        var rejected = await RunAsync("audit", "list", "--kind", "rejection", "--peer", "friend.example", "--config", config);
        using var entries = JsonDocument.Parse(list.Output);
        var entry = Assert.Single(entries.RootElement.EnumerateArray());
        var shown = await RunAsync("audit", "show", entry.GetProperty("id").GetString()!, "--config", config);
        Directory.Delete(Path.GetDirectoryName(config)!, recursive: true);

        Assert.Equal(0, demo.Code);
        foreach (var expected in (string[])["200 pass", "202 pass", "403 refuse    not-committed (missing: no-ai-training)", "401 refuse    signature-invalid", "401 refuse    digest-mismatch", "401 refuse    signature-missing"])
            Assert.Contains(expected, demo.Output);

        // Two FedFilters that know nothing of each other but what each has signed.
        Assert.Matches("neighbour.example signed fetch, nobody attested it +200 pass", demo.Output);
        Assert.Matches("social.example +the same, of neighbour.example +200 pass", demo.Output);
        Assert.Equal("stranger.example", entry.GetProperty("peer").GetString());
        Assert.Contains("/users/alice/statuses/1", shown.Output);
        Assert.Contains("claims friend.example", rejected.Output);
        Assert.Contains("reject ×1", rejected.Output);
    }

    [Fact]
    public async Task show_of_an_unknown_decision_is_1()
    {
        await RunAsync("init");

        Assert.Equal(1, (await RunAsync("audit", "show", "00000000000000000000000000")).Code);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_folder, arguments);
}
