using System.Net;
using System.Text.Json;
using FedFilter.Replay;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Commands;

/// <summary>What peers declare, as the commands show it: <c>check</c>, <c>peers list|show|refresh|export</c>, <c>policy explain|replay</c>, beside a running gateway.</summary>
public sealed class WatchedPeersTests : IAsyncLifetime
{
    private GatewayWorld _world = null!;

    private string _terms = "<p>We are small.</p><p>We do not train AI on posts.</p>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await GatewayWorld.StartAsync();
        _world.Stranger.Answer = context => context.Request.Path == "/terms" ? WriteAsync(context, "text/html", _terms) : _world.Stranger.ActorAsync(context);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_document_that_check_makes_ready_lets_its_host_in_once_it_is_published()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync()); // asked, and it had nothing
        var refused = await RunAsync("check", "stranger.example", "--json");
        var json = JsonElement.Parse(refused.Output);
        var document = json.GetProperty("publish").GetProperty("document").ToString();
        _world.Stranger.WellKnown = Publishes(document);

        var refreshed = await RunAsync("peers", "refresh", "stranger.example");

        Assert.Equal(1, refused.Code);
        Assert.Equal(["absent", "absent"], json.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("value").GetString()));
        Assert.Equal("http://stranger.example/.well-known/federation-commitments", json.GetProperty("publish").GetProperty("url").GetString());
        Assert.Contains("attests: [no-ai-training]", json.GetProperty("yaml").GetString());
        Assert.Equal((0, ""), (refreshed.Code, refreshed.Error));
        Assert.StartsWith("stranger.example: commitment-found, commitment document: train-ai by itself of received: no", refreshed.Output);
        Assert.Contains("stranger.example, no-ai-training: committed (published by its commitment document", refreshed.Output);
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.OK); // the gateway was not asked to look

        var check = await RunAsync("check", "stranger.example");
        Assert.Equal(0, check.Code);
        Assert.Matches(@"commitment document +train-ai: no \(operator, received\) +published +now", check.Output);
        Assert.DoesNotContain("To be let in", check.Output);
        Assert.Contains("its commitment document: train-ai: no (operator, received), published", (await RunAsync("policy", "explain", "stranger.example", "--fetch", "/users/alice")).Output);
        Assert.Contains("stranger.example", (await RunAsync("peers", "export", "--format", "plain")).Output);
        await Eventually.HoldsAsync(async () => (await RunAsync("audit", "list", "--kind", "evidence", "--json")).Output.Contains("commitment-found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_replay_goes_by_what_peers_declare_today()
    {
        await FetchAsync();
        await _world.Gateway.Services.GetRequiredService<DecisionRecorder>().StopAsync(Cancellation); // what was decided is on disk
        var before = await RunAsync("policy", "replay", Candidate(), "--json");
        _world.Stranger.WellKnown = Publishes(JsonElement.Parse((await RunAsync("check", "stranger.example", "--json")).Output).GetProperty("publish").GetProperty("document").ToString());
        await RunAsync("peers", "refresh", "--all");

        var after = await RunAsync("policy", "replay", Candidate(), "--json");
        var inForce = await RunAsync("policy", "replay", "policies");

        Assert.Equal((0, 1), (before.Code, after.Code));
        Assert.Contains("stranger.example", JsonElement.Parse(after.Output).GetProperty("flips").ToString());
        Assert.Equal(0, inForce.Code); // the policy in force differs from nothing, whatever became known since
        Assert.Contains("Nothing would be decided differently.", inForce.Output);
    }

    /// <summary>Lets nobody fetch, whoever is committed.</summary>
    private string Candidate()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_world.Folder, "candidate")).FullName;
        File.Copy(Path.Combine(_world.Folder, "policies", "terms.yaml"), Path.Combine(folder, "terms.yaml"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), "mode: enforce\nrules: [{ name: deliveries, when: { delivery: true }, then: allow }, { name: rest, then: refuse }]\n");
        return folder;
    }

    [Fact]
    public async Task a_text_that_changed_waits_for_the_admin_with_its_difference_until_it_is_attested_anew()
    {
        Assert.Equal(0, (await AttestAsync()).Code);
        Assert.Equal("Nothing has to be looked at.\n", (await RunAsync("peers", "list", "--needs-review")).Output);
        _terms = "<p>We are \u202ebig.</p>";

        var refreshed = await RunAsync("peers", "refresh", "stranger.example");
        var needs = await RunAsync("peers", "list", "--needs-review");
        var shown = await RunAsync("peers", "show", "stranger.example");
        var json = JsonElement.Parse((await RunAsync("peers", "show", "stranger.example", "--json")).Output);
        var explained = await RunAsync("policy", "explain", "stranger.example", "--fetch", "/users/alice");

        Assert.Contains("stranger.example, no-ai-training: review-due (", refreshed.Output); // the gateway may have seen it before
        Assert.Contains("stranger.example: held, no-ai-training: attested by", needs.Output);
        foreach (var line in (string[])["  - We are small.", "  - We do not train AI on posts.", "  + We are \ufffdbig."])
            Assert.Contains(line + "\n", shown.Output);
        Assert.Contains("fedfilter peers attest stranger.example --term no-ai-training --source http://stranger.example/terms", shown.Output);
        Assert.Equal("held", json.GetProperty("needsReview")[0].GetProperty("code").GetString());
        Assert.Contains("+ We are \u202ebig.", json.GetProperty("differences")[0].GetProperty("diff").GetString());
        Assert.Equal("clause-lost", json.GetProperty("changes")[0].GetProperty("code").GetString());
        Assert.Equal(1, explained.Code);
        Assert.Contains("decision: hold, review-due", explained.Output);
        Assert.Contains("It is held because the text behind an attestation is another now", explained.Output);
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.ServiceUnavailable);

        Assert.Equal(0, (await AttestAsync()).Code);

        Assert.Equal("Nothing has to be looked at.\n", (await RunAsync("peers", "list", "--needs-review")).Output);
        await Eventually.HoldsAsync(async () => await FetchAsync() == HttpStatusCode.OK);
    }

    [Fact]
    public async Task what_is_about_to_end_or_was_taken_back_has_to_be_looked_at()
    {
        var soon = DateTime.UtcNow.AddDays(10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(_world.PeersFile, $"peers: [{{ host: friend.example, attests: [no-ai-training], expires: {soon} }}]\n", Cancellation);
        await RunAsync("peers", "refresh", "stranger.example");
        _world.Stranger.WellKnown = Publishes(JsonElement.Parse((await RunAsync("check", "stranger.example", "--json")).Output).GetProperty("publish").GetProperty("document").ToString());
        await RunAsync("peers", "refresh", "stranger.example");
        _world.Stranger.WellKnown = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };

        var refreshed = await RunAsync("peers", "refresh", "stranger.example", "--json");
        var needs = await RunAsync("peers", "list", "--needs-review");

        Assert.Equal("commitment-withdrawn", JsonElement.Parse(refreshed.Output).GetProperty("changes")[0].GetProperty("code").GetString());
        Assert.Contains($"friend.example: expires-soon, no-ai-training: its attestation by an admin counts until {soon}\n", needs.Output);
        Assert.Contains("stranger.example: withdrawn, no-ai-training:", needs.Output);
    }

    [Fact]
    public async Task a_server_that_does_not_answer_is_1_and_said_so()
    {
        var refreshed = await RunAsync("peers", "refresh", "nobody.example");
        var checkedNow = await RunAsync("check", "nobody.example", "--refresh");

        Assert.Equal((1, 1), (refreshed.Code, checkedNow.Code));
        Assert.Contains("nobody.example: commitment document: no answer:", refreshed.Output);
        Assert.Matches(@"commitment document +unreachable", checkedNow.Output);
        Assert.Contains("hold", checkedNow.Output);
    }

    [Fact]
    public async Task looking_makes_no_store()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        try
        {
            await BuiltProgram.RunAsync(folder, "init");
            foreach (var command in (string[][])[["check", "a.example"], ["peers", "list"], ["peers", "show", "a.example"], ["policy", "explain", "a.example", "--fetch", "/x"], ["peers", "export", "--format", "plain"]])
                Assert.NotEqual(2, (await BuiltProgram.RunAsync(folder, command)).Code);

            Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "data"), "*.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<HttpStatusCode> FetchAsync() => (await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key)).StatusCode;

    private static RequestDelegate Publishes(string document) => context =>
    {
        if (context.Request.Path == "/.well-known/federation-commitments")
            return WriteAsync(context, "application/json", document);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = $"{type}; charset=utf-8";
        return context.Response.WriteAsync(text, Cancellation);
    }

    private Task<(int Code, string Output, string Error)> AttestAsync() =>
        RunAsync("peers", "attest", "stranger.example", "--term", "no-ai-training", "--source", "http://stranger.example/terms", "--yes");

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_world.Folder, arguments);
}
