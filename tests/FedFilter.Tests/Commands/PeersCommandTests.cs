using System.Text.Json;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Commands;

public sealed class PeersCommandTests : IAsyncLifetime
{
    private const string Export = """"
        #domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
        evil.example,suspend,true,true,"spam, ""worse""",false
        BÜCHER.example.,silence,false,false,,false
        remark.example,noop,false,false,,false
        ev**.example,suspend,false,false,,true
        evil.example,suspend,false,false,,false
        10.0.0.1,suspend,false,false,,false

        """";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Imported => Path.Combine(_folder, "policies", "lists", "imported.csv");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("init");
        await WriteAsync("export.csv", Export);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task a_dry_run_says_what_the_real_one_does_and_writes_nothing()
    {
        var dry = await RunAsync("peers", "import", "export.csv", "--format", "mastodon", "--dry-run");
        Assert.False(File.Exists(Imported));
        var real = await RunAsync("peers", "import", "export.csv", "--format", "mastodon");

        Assert.Equal((0, 0), (dry.Code, real.Code));
        Assert.Equal(dry.Output.Replace(" (dry run: nothing is written)", ""), real.Output);
        foreach (var line in (string[])[
            "  added: 2 (evil.example, xn--bcher-kva.example)", "  removed: 0", "  unchanged: 0", "  left out, of severity noop: 1",
            "  left out, hidden by asterisks: 1", "  left out, repeated: 1", "    line 7: `10.0.0.1` names no host",
            "  imported: { file: lists/imported.csv, format: mastodon }"])
            Assert.Contains(line + "\n", real.Output);
        Assert.Equal(
            "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\nevil.example,suspend,false,false,\"spam, \"\"worse\"\"\",false\nxn--bcher-kva.example,silence,false,false,,false\n",
            await File.ReadAllTextAsync(Imported, Cancellation));
    }

    [Fact]
    public async Task an_imported_list_takes_the_place_of_the_earlier_one()
    {
        await RunAsync("peers", "import", "export.csv", "--format", "mastodon");
        await WriteAsync("later.csv", "evil.example,suspend,true,true,\"spam, \"\"worse\"\"\",false\nnew.example,suspend\n");

        using var json = JsonDocument.Parse((await RunAsync("peers", "import", "later.csv", "--format", "fediblockhole", "--json")).Output);

        Assert.Equal(["new.example"], Hosts(json, "added"));
        Assert.Equal(["xn--bcher-kva.example"], Hosts(json, "removed"));
        Assert.Equal(1, json.RootElement.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task a_declared_list_keeps_its_file_and_format_and_the_list_matches_then()
    {
        await WriteAsync("policies/lists.yaml", "lists: { blocked: { file: of/mine.txt, format: plain } }\n");
        Assert.Equal(2, (await RunAsync("policy", "validate")).Code); // the file is not there yet

        await RunAsync("peers", "import", "export.csv", "--format", "mastodon", "--to-list", "blocked");

        Assert.Equal("evil.example\nxn--bcher-kva.example\n", await File.ReadAllTextAsync(Path.Combine(_folder, "policies", "of", "mine.txt"), Cancellation));
        var shown = await RunAsync("peers", "show", "a.EVIL.example");
        Assert.Equal(0, shown.Code);
        Assert.Contains("on the list blocked from of/mine.txt, by its entry evil.example", shown.Output);
        Assert.Equal(1, (await RunAsync("peers", "show", "stranger.example")).Code);
    }

    [Fact]
    public async Task an_allow_list_is_taken_whatever_its_severities_say()
    {
        await WriteAsync("allow.csv", "\"domain\",\"severity\"\n\"a.example\",\"noop\"\n");

        Assert.Equal(1, (await RunAsync("peers", "import", "allow.csv", "--format", "fediblockhole")).Code);
        Assert.Equal(0, (await RunAsync("peers", "import", "allow.csv", "--format", "fediblockhole", "--any-severity")).Code);

        Assert.Equal("a.example\n", await File.ReadAllTextAsync(Path.ChangeExtension(Imported, ".txt"), Cancellation));
    }

    [Fact]
    public async Task attestations_are_written_only_when_somebody_puts_a_name_to_them()
    {
        await WriteAsync("policies/peers.yaml", "peers: [{ host: known.example, attests: [no-ai-training], by: bob }]\n");
        await WriteAsync("allow.txt", "a.example\nknown.example\n*.b.example\n");

        Assert.Equal(2, (await RunAsync("peers", "import", "allow.txt", "--format", "plain", "--as", "attest", "no-ai-training")).Code);
        var imported = await RunAsync("peers", "import", "allow.txt", "--format", "plain", "--as", "attest", "no-ai-training", "--by", "alice: \"me\"");
        var again = await RunAsync("peers", "import", "allow.txt", "--format", "plain", "--as", "attest", "no-ai-training", "--by", "alice");

        Assert.Equal((0, 0), (imported.Code, again.Code));
        Assert.Contains("left out, with an entry of their own already, or *.host: 2", imported.Output);
        Assert.Contains("unchanged: 1", again.Output);
        var listed = await RunAsync("peers", "list", "--json");
        using var json = JsonDocument.Parse(listed.Output);
        Assert.Equal(["a.example", "known.example"], json.RootElement.EnumerateArray().Select(peer => peer.GetProperty("host").GetString()));
        Assert.Equal("committed", json.RootElement[0].GetProperty("terms")[0].GetProperty("standing").GetString());
    }

    [Theory]
    [InlineData("mastodon", "#domain\na.example\n")]
    [InlineData("fediblockhole", "domain,severity,public_comment,reject_media,reject_reports,obfuscate\na.example,noop,,False,False,False\n")]
    [InlineData("plain", "a.example\n")]
    [InlineData("json", "[\n  \"a.example\"\n]\n")]
    [InlineData("gotosocial", "[\n  {\n    \"domain\": \"a.example\"\n  }\n]\n")]
    public async Task committed_servers_are_exported_so_that_nobody_takes_them_for_blocked_ones(string format, string expected)
    {
        await WriteAsync("policies/peers.yaml", "peers: [{ host: a.example, attests: [no-ai-training] }, { host: old.example, attests: [no-ai-training], expires: 2026-01-01 }]\n");

        var exported = await RunAsync("peers", "export", "--format", format);

        Assert.Equal((0, expected), (exported.Code, exported.Output));
    }

    [Fact]
    public async Task a_list_is_exported_as_it_counts()
    {
        await WriteAsync("policies/lists.yaml", "lists: { blocked: { file: blocked.csv, format: mastodon } }\n");
        await WriteAsync("policies/blocked.csv", Export);

        var exported = await RunAsync("peers", "export", "--format", "gotosocial", "--list", "blocked");

        Assert.Equal("[\n  {\n    \"domain\": \"evil.example\",\n    \"public_comment\": \"spam, \\\"worse\\\"\"\n  }\n]\n", exported.Output);
    }

    [Theory]
    [InlineData("import", "missing.csv", "--format", "mastodon")]
    [InlineData("import", "export.csv", "--format", "json")]
    [InlineData("import", "export.csv", "--format", "xml")]
    [InlineData("import", "export.csv")]
    [InlineData("import", "export.csv", "--format", "mastodon", "--to-list", "../x")]
    [InlineData("import", "export.csv", "--format", "mastodon", "--as", "attest", "no-such-term", "--by", "me")]
    [InlineData("export", "--format", "plain", "--list", "none")]
    [InlineData("show", "127.0.0.1")]
    public async Task bad_usage_is_2_and_changes_nothing(params string[] command)
    {
        var ran = await RunAsync(["peers", .. command]);

        Assert.Equal(2, ran.Code);
        Assert.NotEmpty(ran.Error);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Imported)));
    }

    [Fact]
    public async Task validate_warns_of_a_list_that_was_never_read_and_of_entries_that_name_no_host()
    {
        await WriteAsync("policies/lists.yaml", "lists:\n  far: { url: https://lists.example/x, format: plain }\n  near: { file: near.csv, format: mastodon }\n");
        await WriteAsync("policies/near.csv", Export);

        var validated = await RunAsync("policy", "validate");

        Assert.Equal(0, validated.Code);
        Assert.Contains("warning: list far: could never be read so far: it was not fetched yet", validated.Error);
        Assert.Contains("warning: near.csv:7: `10.0.0.1` names no host; it is left out", validated.Error);
    }

    [Fact]
    public async Task doctor_fetches_a_list_and_what_it_fetched_is_there_for_the_others()
    {
        await using var host = await FakePeer.StartAsync("lists.example");
        host.Answer = context => context.Response.WriteAsync("evil.example\nev**.example\n", Cancellation);
        await File.AppendAllTextAsync(
            Path.Combine(_folder, "fedfilter.yaml"),
            $"\nnetwork: {{ allow-private: [127.0.0.0/8], allow-http: [lists.example], resolve: {{ lists.example: \"127.0.0.1:{host.Port}\", nowhere.invalid: \"127.0.0.1:1\" }} }}\n", Cancellation);
        await WriteAsync("policies/lists.yaml", "lists: { far: { url: http://lists.example/x, format: plain }, wrong: { url: https://nowhere.invalid/x, format: plain } }\n");

        var doctor = await RunAsync("doctor");

        Assert.Contains("good  list far: 1 entry (left out: 1 hidden by asterisks), fetched 20", doctor.Output);
        Assert.Contains("wrong list wrong: could never be read so far: no answer", doctor.Output);
        Assert.Contains("on the list far from http://lists.example/x, by its entry evil.example", (await RunAsync("peers", "show", "evil.example")).Output);
    }

    private static IEnumerable<string?> Hosts(JsonDocument json, string member) => json.RootElement.GetProperty(member).EnumerateArray().Select(host => host.GetString());

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder, file), text, Cancellation);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_folder, arguments);
}
