using System.Net;
using System.Text.Json;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Commands;

/// <summary><c>peers attest|revoke|allow</c> by the built program, beside a gateway that serves the same folder.</summary>
public sealed class AttestCommandTests : IAsyncLifetime
{
    private const string Clause = "We do not train AI on posts, nor let others do so.";

    private GatewayWorld _world = null!;

    private string _terms = $"<h1>Terms</h1><p>Be kind.</p><p>{Clause}</p>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Source => $"http://{_world.Stranger.Host}/terms";

    private string OwnFile => Path.Combine(_world.Folder, "policies", "peers", "stranger.example.yaml");

    public async ValueTask InitializeAsync()
    {
        _world = await GatewayWorld.StartAsync();
        _world.Stranger.Answer = context => context.Request.Path == "/terms" ? TermsAsync(context) : _world.Stranger.ActorAsync(context);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task what_is_attested_lets_a_server_in_and_what_is_revoked_does_not()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync());

        var attested = await RunAsync("peers", "attest", "Stranger.example.", "--term", "no-ai-training", "--source", Source, "--quote", "do not train  AI", "--for", "365d", "--note", "clause 2: \"ours\"", "--by", "alice", "--yes");

        Assert.Equal((0, ""), (attested.Code, attested.Error));
        Assert.Contains($"Be kind.\n{Clause}\n", attested.Output);
        Assert.Contains("stranger.example, no-ai-training: unknown -> committed (attested by alice, reviewed", attested.Output);
        var lines = await File.ReadAllLinesAsync(OwnFile, Cancellation);
        Assert.Matches(@"^    reviewed: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", lines.Single(line => line.Contains("reviewed:", StringComparison.Ordinal)));
        Assert.Equal(
            ["peers:", "  - host: stranger.example", "    attests: [no-ai-training]", $"    source: {Source}", "    quote: do not train AI", "    by: alice", "    note: \"clause 2: \\\"ours\\\"\""],
            lines.Where(line => line[0] != '#' && !line.Contains("sha256:", StringComparison.Ordinal) && !line.Contains("reviewed:", StringComparison.Ordinal) && !line.Contains("expires:", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.OK);

        var revoked = await RunAsync("peers", "revoke", "stranger.example");

        Assert.Equal((0, $"removed {OwnFile}\nstranger.example, no-ai-training: committed -> unknown (no evidence)\n"), (revoked.Code, revoked.Output));
        Assert.False(File.Exists(OwnFile));
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.Forbidden);
        Assert.Equal(1, (await RunAsync("peers", "revoke", "stranger.example")).Code);
    }

    [Fact]
    public async Task an_entry_that_is_there_is_changed_in_place_and_comments_stay()
    {
        const string before = "# ours\npeers:\n  - { host: friend.example, attests: [no-ai-training], by: a test } # old friends\n  # they moved\n  - host: Stranger.Example # spelt so\n    key: did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2\n\n  - { host: other.example }\n";
        await File.WriteAllTextAsync(_world.PeersFile, before, Cancellation);

        Assert.Equal(0, (await AttestAsync()).Code);
        var after = await File.ReadAllTextAsync(_world.PeersFile, Cancellation);
        var revoked = await RunAsync("peers", "revoke", "stranger.example", "--term", "no-ai-training");

        Assert.StartsWith(before[..before.IndexOf("\n\n", StringComparison.Ordinal)] + "\n    attests: [no-ai-training]\n    source: ", after);
        Assert.EndsWith("\n\n  - { host: other.example }\n", after);
        Assert.False(File.Exists(OwnFile));
        Assert.Equal(0, revoked.Code);
        Assert.Equal(before, await File.ReadAllTextAsync(_world.PeersFile, Cancellation)); // the pinned key is no attestation
    }

    [Fact]
    public async Task nothing_is_written_while_the_text_was_not_read_or_nobody_said_yes()
    {
        var missed = await RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", Source, "--quote", "We never train AI on posts", "--yes");
        var gone = await RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", "http://stranger.example/nothing", "--yes");
        var unasked = await RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", Source);
        var looked = await RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", Source, "--json");

        Assert.Equal((1, 1, 2, 1), (missed.Code, gone.Code, unasked.Code, looked.Code));
        Assert.Contains($"The nearest line is:\n  {Clause}", missed.Error);
        Assert.Contains("cannot be read", gone.Error);
        Assert.Contains("--yes", unasked.Error);
        var data = JsonElement.Parse(looked.Output);
        Assert.Equal(($"Terms\nBe kind.\n{Clause}", false), (data.GetProperty("text").GetString(), data.GetProperty("written").GetBoolean()));
        Assert.False(File.Exists(OwnFile));
    }

    [Fact]
    public async Task what_a_terminal_would_obey_is_not_shown()
    {
        _terms = "<p>good \u202etxet\u001b[2J</p>";

        var attested = await AttestAsync();

        Assert.Contains("good \ufffdtxet[2J", attested.Output);
        Assert.DoesNotContain('\u202e', attested.Output);
        Assert.DoesNotContain('\u001b', attested.Output);
    }

    [Fact]
    public async Task an_emergency_lets_everything_pass_for_a_while_and_the_log_says_why()
    {
        var allowed = await RunAsync("peers", "allow", "stranger.example", "--for", "7d", "--because", "flood relief, see #12", "--by", "bob");

        Assert.Equal((0, ""), (allowed.Code, allowed.Error));
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await RunAsync("audit", "list", "--kind", "override", "--json")).Output.Contains("flood relief, see #12", StringComparison.Ordinal));
        var explained = await RunAsync("policy", "explain", "stranger.example", "--fetch", "/users/alice");
        Assert.Equal(0, explained.Code);
        Assert.Contains("by bob, whatever the rules say: flood relief, see #12", explained.Output);
        Assert.Contains("No rule is asked while an exception", explained.Output);
        Assert.Contains("decision: allow, overridden", explained.Output);
        Assert.Contains("allowed until", (await RunAsync("peers", "show", "stranger.example")).Output);

        Assert.Equal(0, (await RunAsync("peers", "allow", "stranger.example", "--end")).Code);
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.Forbidden);
        Assert.Equal(1, (await RunAsync("peers", "allow", "stranger.example", "--end")).Code);
        Assert.False(File.Exists(OwnFile));
    }

    [Theory]
    [InlineData("attest", "127.0.0.1", "--term", "no-ai-training", "--source", "https://a.example/", "--yes")]
    [InlineData("attest", "social.example", "--term", "no-ai-training", "--source", "https://a.example/", "--yes")]
    [InlineData("attest", "stranger.example", "--term", "no-such-term", "--source", "https://a.example/", "--yes")]
    [InlineData("attest", "stranger.example", "--term", "no-ai-training", "--source", "/terms", "--yes")]
    [InlineData("attest", "stranger.example", "--term", "no-ai-training", "--source", "https://a.example/", "--expires", "2020-01-01", "--yes")]
    [InlineData("attest", "stranger.example", "--term", "no-ai-training", "--source", "https://a.example/", "--for", "soon", "--yes")]
    [InlineData("attest", "stranger.example", "--term", "no-ai-training", "--source", "https://a.example/", "--by", " ", "--yes")]
    [InlineData("attest", "stranger.example", "--source", "https://a.example/", "--yes")]
    [InlineData("revoke", "stranger.example", "--term", "no-such-term")]
    [InlineData("allow", "stranger.example", "--for", "31d", "--because", "x")]
    [InlineData("allow", "stranger.example", "--for", "7d")]
    [InlineData("allow", "stranger.example", "--because", "x")]
    [InlineData("allow", "stranger.example", "--end", "--for", "7d")]
    [InlineData("refresh")]
    [InlineData("refresh", "stranger.example", "--all")]
    public async Task bad_usage_is_2_with_a_word_why_and_changes_nothing(params string[] command)
    {
        var ran = await RunAsync(["peers", .. command]);

        Assert.Equal(2, ran.Code);
        Assert.NotEmpty(ran.Error);
        Assert.False(Directory.Exists(Path.GetDirectoryName(OwnFile)));
    }

    [Fact]
    public async Task a_term_that_rests_on_the_same_text_has_to_be_named_too()
    {
        await File.AppendAllTextAsync(
            Path.Combine(_world.Folder, "policies", "terms.yaml"), "  be-kind:\n    commits: { use: be-kind, value: no }\n", Cancellation);
        await AttestAsync();

        var other = await RunAsync("peers", "attest", "stranger.example", "--term", "be-kind", "--source", Source, "--yes");
        var both = await RunAsync("peers", "attest", "stranger.example", "--term", "be-kind", "--term", "no-ai-training", "--source", Source, "--yes");

        Assert.Equal((2, 0), (other.Code, both.Code));
        Assert.Contains("is attested no-ai-training too", other.Error);
        Assert.Contains("    attests: [no-ai-training, be-kind]", await File.ReadAllLinesAsync(OwnFile, Cancellation));

        Assert.Equal(0, (await RunAsync("peers", "revoke", "stranger.example", "--term", "be-kind")).Code);
        Assert.Contains("    attests: [no-ai-training]", await File.ReadAllLinesAsync(OwnFile, Cancellation));
        Assert.Equal(0, (await RunAsync("peers", "revoke", "stranger.example")).Code);
        Assert.Equal(0, (await RunAsync("peers", "attest", "stranger.example", "--term", "be-kind", "--term", "no-ai-training", "--source", Source, "--yes")).Code);
        Assert.Contains("    attests: [be-kind, no-ai-training]", await File.ReadAllLinesAsync(OwnFile, Cancellation));
    }

    [Fact]
    public async Task a_folder_that_is_not_valid_is_left_as_it_is()
    {
        await File.AppendAllTextAsync(_world.PeersFile, "  - { host: wrong.example, atests: [] }\n", Cancellation);

        var attested = await AttestAsync();

        Assert.Equal(2, attested.Code);
        Assert.Contains("peers.yaml:3:28: `atests` is not known here", attested.Error);
        Assert.False(File.Exists(OwnFile));
    }

    private async Task<HttpStatusCode> FetchAsync() => (await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key)).StatusCode;

    private Task TermsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(_terms, Cancellation);
    }

    private Task<(int Code, string Output, string Error)> AttestAsync() => RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", Source, "--yes");

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_world.Folder, arguments);
}
