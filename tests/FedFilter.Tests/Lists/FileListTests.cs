using System.Net;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Lists;

/// <summary>A list in a file, in a running gateway: whatever becomes of the file, nobody is unblocked by accident.</summary>
public sealed class FileListTests : IAsyncLifetime
{
    private const string Blocked = "#domain,#severity\nstranger.example,suspend\nworse.example,suspend\nthird.example,suspend\n";

    private GatewayWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await GatewayWorld.StartAsync(policy: "rules: [{ name: all, then: allow }]\n");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>Each takes the place of a good file (mastodon/mastodon#11510; Mastodon-DE/blocklists#14).</summary>
    [Theory]
    [InlineData("#domain\t#severity\nstranger.example\tsuspend\nworse.example\tsuspend\n")]
    [InlineData("stranger.example;suspend\nworse.example;suspend\n")]
    [InlineData("*.stranger.example,suspend\nworse.example,suspend\n")]
    [InlineData("stranger.example,block\nworse.example,block\n")]
    [InlineData("stranger.example,somehow\nworse.example,somehow\n")]
    [InlineData("\n")]
    [InlineData("<!doctype html><title>Log in</title>")]
    [InlineData("\"stranger.example")]
    [InlineData("worse.example,suspend\n")]
    public async Task whatever_takes_the_place_of_a_good_file_whoever_was_blocked_stays_blocked(string text)
    {
        await UseListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
        await KeptAsync();

        await WriteListAsync(text);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken); // it is looked at each second

        using var answer = await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task what_is_not_taken_is_an_error_wherever_an_admin_looks_until_it_is_mended()
    {
        await UseListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
        await KeptAsync();
        await WriteListAsync("some\nwords\n");
        await Eventually.HoldsAsync(() => Task.FromResult(Policies.Troubles.Count == 1));

        var (validate, doctor) = (await RunAsync("policy", "validate"), await RunAsync("doctor"));
        var json = JsonElement.Parse((await RunAsync("policy", "validate", "--json")).Output);

        Assert.Equal("list blocked: nothing in it can be read (2 entries; line 1: `some` names no host); if that is right, `fedfilter lists accept blocked`", Policies.Troubles[0]);
        Assert.Equal(2, validate.Code);
        Assert.StartsWith("error: list blocked from lists/blocked.csv: 3 entries; a later version was not taken: nothing in it can be read", validate.Error);
        Assert.Empty(validate.Output);
        Assert.Contains("wrong list blocked: 3 entries; a later version was not taken", doctor.Output);
        Assert.False(json.GetProperty("valid").GetBoolean());
        Assert.Single(json.GetProperty("errors").EnumerateArray());

        await WriteListAsync(Blocked.Replace("stranger.example", "other.example", StringComparison.Ordinal));
        await AnswersAsync(HttpStatusCode.OK);
        Assert.Empty(Policies.Troubles);
    }

    [Fact]
    public async Task an_admin_may_accept_that_a_list_lost_most_of_its_entries()
    {
        await UseListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
        await KeptAsync();
        Assert.Equal((1, "list blocked: nothing waits to be accepted\n"), Brief(await RunAsync("lists", "accept", "blocked")));
        await WriteListAsync("worse.example,suspend\n");
        await Eventually.HoldsAsync(() => Task.FromResult(Policies.Troubles.Count == 1));

        var accepted = await RunAsync("lists", "accept", "blocked", "--json");

        Assert.Equal(0, accepted.Code);
        var json = JsonElement.Parse(accepted.Output);
        Assert.Equal(("blocked", true, "accepted: 1 entry counts"), (json.GetProperty("list").GetString(), json.GetProperty("accepted").GetBoolean(), json.GetProperty("says").GetString()));
        Assert.Equal(["stranger.example", "third.example"], json.GetProperty("removed").EnumerateArray().Select(host => host.GetString()));
        await AnswersAsync(HttpStatusCode.OK);
        Assert.Equal(0, (await RunAsync("policy", "validate")).Code);

        var unknown = await RunAsync("lists", "accept", "bloked");
        Assert.Equal((2, "no list `bloked` is defined in `lists:`; did you mean `blocked`?\n"), (unknown.Code, unknown.Error));
    }

    [Fact]
    public async Task a_page_in_place_of_a_list_cannot_be_accepted()
    {
        await UseListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
        await KeptAsync();
        await WriteListAsync("<html>");

        Assert.Equal((1, "list blocked: it cannot be accepted, because it is a web page (or XML), not a list\n"), Brief(await RunAsync("lists", "accept", "blocked")));
    }

    [Fact]
    public async Task without_an_earlier_copy_what_depends_on_the_list_waits()
    {
        await UseListAsync("some\nwords\n");
        await AnswersAsync(HttpStatusCode.ServiceUnavailable);

        using var held = await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key);
        Assert.Equal("list-unavailable", await GatewayWorld.ProblemAsync(held, "code"));
        Assert.Single(Policies.Troubles);
        Assert.Equal(2, (await RunAsync("policy", "validate")).Code);

        await WriteListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task the_last_good_copy_outlives_a_restart()
    {
        await UseListAsync(Blocked);
        await AnswersAsync(HttpStatusCode.Forbidden);
        await KeptAsync();
        await WriteListAsync("some\nwords\n");

        var list = Assert.Single(Load().Lists); // as a new start would

        Assert.Equal((true, true, 3), (list.IsRead, list.AwaitsAdmin, list.Count));
        File.Delete(ListFile);
        Assert.Equal((true, 3), (Load().Lists[0].AwaitsAdmin, Load().Lists[0].Count));
    }

    [Fact]
    public async Task an_entry_that_names_the_server_itself_is_told_and_not_applied()
    {
        await UseListAsync(Blocked + $"{FakeOrigin.Host},suspend\n");
        await AnswersAsync(HttpStatusCode.Forbidden);

        var validate = await RunAsync("policy", "validate");

        Assert.Equal(0, validate.Code);
        Assert.Contains($"warning: list blocked: its entry {FakeOrigin.Host} names your own host {FakeOrigin.Host}, to which it is not applied; `own-hosts: true` in the list's declaration applies it\n", validate.Error);
        Assert.False(Load().Lists[0].TryFind(FakeOrigin.Host, below: true, out _));
    }

    private PolicyStore Policies => _world.Gateway.Services.GetRequiredService<PolicyStore>();

    private string ListFile => Path.Combine(_world.Folder, "policies", "lists", "blocked.csv");

    private FedFilter.Policy.PolicySet Load() => PolicyFolder.Load(SettingsFile.Load(Path.Combine(_world.Folder, "fedfilter.yaml")).Settings!).Set!;

    private async Task UseListAsync(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ListFile)!);
        await WriteListAsync(text);
        await TestFolder.WriteAsync(Path.Combine(_world.Folder, "policies", "rules.yaml"), """
            lists: { blocked: { file: lists/blocked.csv } }
            mode: enforce
            rules: [{ name: blocked, when: { listed: blocked }, then: refuse, because: blocked }, { name: rest, then: allow }]
            """);
    }

    private Task WriteListAsync(string text) => TestFolder.WriteAsync(ListFile, text);

    private async Task AnswersAsync(HttpStatusCode status) => await Eventually.HoldsAsync(async () =>
    {
        using var answer = await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key);
        return answer.StatusCode == status;
    });

    /// <summary>The copy is written just after the set came into force.</summary>
    private Task KeptAsync() => Eventually.HoldsAsync(() => Task.FromResult(
        new ListFiles(Path.Combine(_world.Folder, "policies"), Path.Combine(_world.Folder, "data")).CopyOf(Policies.Current.Lists[0].Declaration)?.Text() is not null));

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_world.Folder, arguments);

    private static (int Code, string Output) Brief((int Code, string Output, string Error) ran) => (ran.Code, ran.Output);
}
