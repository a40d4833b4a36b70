using System.Text;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Commands;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Commands;

/// <summary><c>audit</c>, as an admin runs it, beside a gateway that has refused three fetches.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private GatewayWorld _world = null!;
    private string[] _ids = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await GatewayWorld.StartAsync();
        for (var i = 0; i < 3; i++)
            _ids = [.. _ids, (await GatewayWorld.ProblemAsync(await _world.FetchAsync($"{FakeOrigin.Post}?{i}", _world.Stranger.Key), "decision"))!];
        await Eventually.HoldsAsync(() => Task.FromResult(_world.Gateway.Services.GetRequiredService<HeadSigner>().Last?.Head.Size == 3));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task verify_says_yes_and_no()
    {
        var good = await RunAsync("audit", "verify");
        var older = Path.Combine(_world.Folder, "older");
        File.Copy(Path.Combine(_world.Folder, "data", CheckpointFile.Name), older);
        var from = await RunAsync("audit", "verify", "--from", "older", "--json");
        await TamperAsync("UPDATE audit_entries SET Canonical = CAST(replace(CAST(Canonical AS TEXT), 'stranger', 'somebody') AS BLOB) WHERE Sequence = 1");
        var bad = await RunAsync("audit", "verify");
        var doctor = await RunAsync("doctor");

        Assert.Equal((0, ""), (good.Code, good.Error));
        Assert.Contains("The log verifies: 3 entries", good.Output);
        Assert.Contains("Signed for 3 entries by social.example/fedfilter/audit+", good.Output);
        Assert.Equal((0, 3), (from.Code, JsonElement.Parse(from.Output).GetProperty("continues")[0].GetProperty("entries").GetInt32()));
        Assert.Equal(1, bad.Code);
        Assert.Contains($"Entry 1 ({_ids[1]}): is not the one that was logged", bad.Output);
        Assert.Contains($"wrong audit log: does not verify: entry 1 ({_ids[1]})", doctor.Output);
    }

    [Fact]
    public async Task a_receipt_is_checked_offline_and_with_the_public_key_alone()
    {
        var made = await RunAsync("audit", "receipt", _ids[1]);
        var elsewhere = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "a.tlog-proof"), made.Output, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "b.tlog-proof"), made.Output.Replace("index 1", "index 0", StringComparison.Ordinal), Cancellation);
        var key = JsonElement.Parse((await RunAsync("audit", "verify", "--json")).Output).GetProperty("key").GetString()!;

        var good = await BuiltProgram.RunAsync(elsewhere, "audit", "verify", "--receipt", "a.tlog-proof", "--key", key);
        var bad = await BuiltProgram.RunAsync(elsewhere, "audit", "verify", "--receipt", "b.tlog-proof", "--key", key);
        var other = await BuiltProgram.RunAsync(elsewhere, "audit", "verify", "--receipt", "a.tlog-proof", "--key", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        var own = await RunAsync("audit", "verify", "--receipt", Path.Combine(elsewhere, "a.tlog-proof"), "--json");
        var none = await RunAsync("audit", "verify", "--receipt", "fedfilter.yaml");
        Directory.Delete(elsewhere, recursive: true);

        Assert.Equal((0, 1, 1, 0, 2), (good.Code, bad.Code, other.Code, own.Code, none.Code));
        Assert.Contains("this is entry 1 of social.example/fedfilter/audit, signed when the log had 3 entries", good.Output);
        Assert.Contains("is not in the log", bad.Output);
        Assert.Contains("is not signed by example.com/foo", other.Output);
        Assert.Equal(_ids[1], JsonElement.Parse(own.Output).GetProperty("entry").GetProperty("id").GetString());
    }

    [Fact]
    public async Task show_gives_the_road_and_what_the_refused_side_saw()
    {
        var (code, output, error) = await RunAsync("audit", "show", _ids[2]);
        var json = JsonElement.Parse((await RunAsync("audit", "show", _ids[2], "--json")).Output);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("stranger.example was answered 403:", output);
        Assert.Contains("-> everyone else (refuse) matches", output);
        Assert.Contains("decision: refuse, not-committed", output);
        Assert.Equal(_ids[2], json.GetProperty("answer").GetProperty("decision").GetString());
        Assert.Equal("refuse", json.GetProperty("road").GetProperty("decision").GetProperty("then").GetString());
    }

    [Fact]
    public async Task stats_count_by_day_peer_and_reason()
    {
        var text = await RunAsync("audit", "stats");
        var json = JsonElement.Parse((await RunAsync("audit", "stats", "--json")).Output);

        Assert.Equal(0, text.Code);
        Assert.Contains("refusal: 3 requests", text.Output);
        Assert.Contains("stranger.example", text.Output);
        Assert.Equal(("not-committed", 3), (json.GetProperty("reasons")[0].GetProperty("name").GetString(), json.GetProperty("reasons")[0].GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task export_writes_all_oldest_first()
    {
        var lines = (await RunAsync("audit", "export")).Output.Trim().Split('\n');
        var csv = (await RunAsync("audit", "export", "--format", "csv", "--peer", "stranger.example")).Output.Trim().Split('\n');

        Assert.Equal(_ids, lines.Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!));
        Assert.Equal(AuditCsv.Head, csv[0]);
        Assert.Equal(_ids, csv[1..].Select(line => line.Split(',')[1]));
    }

    [Fact]
    public async Task pages_and_filters_are_options_and_wrong_ones_are_bad_usage()
    {
        var page = await RunAsync("audit", "list", "--limit", "1", "--before", "2", "--checkpoint", "gateway", "--text", "statuses");
        var prune = await RunAsync("audit", "prune", "--dry-run");

        Assert.Contains(_ids[1], page.Output);
        Assert.Contains("Further back: --before 1", page.Output);
        Assert.Contains("would erase the details of 0 entries", prune.Output);
        Assert.Equal(2, (await RunAsync("audit", "list", "--text", "://")).Code);
        Assert.Equal(2, (await RunAsync("audit", "list", "--id", "x")).Code);
        Assert.Equal(2, (await RunAsync("audit", "list", "--since", "yesterday")).Code);
        Assert.Equal(2, (await RunAsync("audit", "verify", "--key", "x")).Code);
        Assert.Equal(2, (await RunAsync("audit", "verify", "--from", "missing")).Code);
    }

    [Fact]
    public async Task what_a_peer_chose_is_inert_wherever_it_is_shown()
    {
        const string esc = "\u001b";
        var hostile = $"=cmd|' /C calc'!A0,\"x\"\r\n[red]{esc}[31m{esc}]0;title\u0007</script><img src=x>\u202e{new string('y', 1024 * 1024)}";
        await using (var context = await _world.Gateway.Services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation))
            await new LogWriter().WriteAsync(context, [SealedEntry.Of(
                new AuditEntry { Id = DecisionId.New(TimeProvider.System), Time = DateTimeOffset.UnixEpoch, Kind = "refusal", Code = "c", Rule = "[bold]rule[/]", Enforced = true },
                new AuditDetails { Actor = hostile, KeyId = hostile, Object = hostile, Target = hostile, UserAgent = hostile, ActivityTypes = [hostile, hostile] })]);
        await Eventually.HoldsAsync(() => Task.FromResult(_world.Gateway.Services.GetRequiredService<HeadSigner>().Last?.Head.Size == 4));
        var list = await RunAsync("audit", "list", "--limit", "1");
        var id = JsonElement.Parse((await RunAsync("audit", "list", "--limit", "1", "--json")).Output)[0].GetProperty("id").GetString()!;
        var outputs = new[]
        {
            list.Output, (await RunAsync("audit", "show", id)).Output, (await RunAsync("audit", "list", "--limit", "1", "--json")).Output, (await RunAsync("audit", "show", id, "--json")).Output,
            (await RunAsync("audit", "export")).Output, (await RunAsync("audit", "export", "--format", "csv")).Output, (await RunAsync("audit", "receipt", id)).Output,
        };

        foreach (var output in outputs)
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(output), 1, 200_000);
            Assert.DoesNotContain(output, c => char.IsControl(c) && c is not '\n' and not '\r' || c == '\u202e');
        }

        var csv = outputs[5].Trim().Split('\n');
        Assert.Equal(5, csv.Length);
        Assert.DoesNotContain(",=", csv[4]);
        Assert.Contains("\"'=cmd|' /C calc'!A0,\"\"x\"\"", csv[4]);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(_world.Folder, arguments);

    private Task TamperAsync(string sql) => AuditWorld.TamperAsync(Path.Combine(_world.Folder, "data"), sql);
}
