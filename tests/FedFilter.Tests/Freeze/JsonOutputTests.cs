using System.CommandLine;
using FedFilter.Audit;
using FedFilter.Commands;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Replay;
using FedFilter.Storage;
using FedFilter.Tests.Checkpoints.Relay;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FedFilter.Tests.Freeze;

/// <summary>Exit codes and JSON members of each command that has <c>--json</c>, on a folder with data of every sort.</summary>
public sealed class JsonOutputTests : IAsyncLifetime
{
    private const string Origins = """
            - host: social.example
              scheme: http
              upstream: [http://127.0.0.1:ORIGIN]
              commits: { terms: [no-ai-training], text: http://social.example/terms, contact: mailto:admin@social.example }
        """;

    private readonly List<string> _lines = [];
    private readonly HashSet<string> _ran = new(StringComparer.Ordinal);
    private GatewayWorld _world = null!;
    private string _terms = "<p>We are small.</p><p>We do not train AI on posts.</p>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => _world.Folder;

    public async ValueTask InitializeAsync()
    {
        var origin = await FakeOrigin.StartAsync(context => context.Request.Path == "/terms" ? HtmlAsync(context, "<p>We do not train AI.</p>") : FakeOrigin.AnswerAsync(context));
        _world = await GatewayWorld.StartAsync(
            origin: origin, origins: Origins, more: $"relay: {{ host: {RelayWorld.Host}, scheme: http }}",
            names: new Dictionary<string, string> { ["social.example"] = $"127.0.0.1:{origin.Port}" });
        _world.Stranger.Answer = context => context.Request.Path == "/terms" ? HtmlAsync(context, _terms) : _world.Stranger.ActorAsync(context);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_json_and_the_exit_codes_of_each_command_are_as_approved()
    {
        var id = await TrafficAsync();
        Assert.Equal(0, (await QuietlyAsync("peers", "refresh", "--all")).Code);
        var exports = Task.WhenAll(BuiltProgram.RunAsync(Folder, "audit", "export"), BuiltProgram.RunAsync(Folder, "audit", "export", "--format", "csv")); // it writes to the stream below Console.Out, so it needs a process
        var receipt = await WriteAsync("receipt", (await QuietlyAsync("audit", "receipt", id)).Output);
        var older = await WriteAsync("older", await File.ReadAllTextAsync(Path.Combine(Folder, "data", CheckpointFile.Name), Cancellation));
        await RunAsync("audit list --limit 1000");
        await RunAsync("audit show", id);
        await RunAsync("audit stats");
        await RunAsync("audit prune --dry-run");
        await RunAsync("audit verify");
        await RunAsync("audit verify --from", older);
        await RunAsync("audit verify --receipt", receipt);
        await RunAsync("audit verify --receipt", await WriteAsync("forged", (await File.ReadAllTextAsync(receipt, Cancellation)).Replace("\nindex ", "\nindex 1", StringComparison.Ordinal)));

        await RunAsync("policy validate");
        await RunAsync("policy validate", await FolderAsync("broken", "mode: enforce\nrules: [{ nme: rest, then: refuse }]\n"));
        await RunAsync("policy test");
        await RunAsync("policy test", await FolderAsync("failing", "mode: enforce\nrules: [{ name: rest, then: refuse }]\ntests: [{ name: a test, given: { peer: a.example, delivery: Create }, expect: { then: allow } }]\n"));
        await RunAsync("policy explain stranger.example --fetch /users/alice");
        await RunAsync("policy explain evil.example --delivery Create");
        await RunAsync("policy replay", Path.Combine(Folder, "policies"));
        await RunAsync("policy replay", await FolderAsync("candidate", "mode: enforce\nrules: [{ name: rest, then: refuse }]\npeers: [{ host: a.example, allow: { until: 2100-01-01, because: a test } }]\n"));
        await ListsAsync();

        await RunAsync("check stranger.example --refresh");
        await RunAsync("check 127.0.0.1");
        await RunAsync("peers attest stranger.example --term no-ai-training --source http://stranger.example/terms");
        await RunAsync("peers attest stranger.example --term no-ai-training --source http://stranger.example/terms --yes --by alice --for 365d");
        await RunAsync("policy explain stranger.example --delivery Create --checkpoint relay");
        _terms = "<p>We are big.</p>";
        await RunAsync("peers refresh stranger.example");
        await RunAsync("peers refresh nobody.example");
        Assert.Equal(0, (await QuietlyAsync("peers", "allow", "stranger.example", "--for", "7d", "--because", "a test", "--by", "alice")).Code);
        await RunAsync("peers show stranger.example");
        await RunAsync("peers show unknown.example");
        await RunAsync("peers list");
        await RunAsync("peers list --seen");
        await RunAsync("check stranger.example");
        await RunAsync("peers import --format mastodon --dry-run", await WriteAsync("list.csv", "#domain,#severity\nevil.example,suspend\n10.0.0.1,suspend\nremark.example,noop\n"));

        await RunAsync("relay list");
        await RunAsync("keys show");
        await RunAsync("commitment show");
        Assert.Equal(0, (await QuietlyAsync("commitment", "sign", "--yes")).Code);
        await RunAsync("commitment show");
        await WriteAsync("elsewhere.yaml", $$"""
            gateway: { origins: [ { host: other.example, upstream: "http://127.0.0.1:1" } ] }
            network: { allow-private: [127.0.0.1/32], allow-http: [social.example], resolve: { social.example: "127.0.0.1:{{_world.Gateway.Gateway.Port}}" } }
            """);
        await RunAsync("commitment verify http://social.example/.well-known/federation-commitments", config: "elsewhere.yaml");
        await RunAsync("commitment verify", Path.Combine(Folder, "data", "commitments", "social.example.json"));
        await RunAsync("commitment verify http://nobody.example/.well-known/federation-commitments");
        await RunAsync("doctor");
        var (jsonl, csv) = (await exports) switch { [var first, var second] => (first, second), var other => throw new InvalidOperationException($"{other.Length}") };
        _lines.AddRange(["$ fedfilter audit export", $"exit code {jsonl.Code}", .. JsonShape.Of(jsonl.Output), "", "$ fedfilter audit export --format csv", $"exit code {csv.Code}", csv.Output.Split('\n')[0].Trim(), ""]);

        await AuditWorld.TamperAsync(Path.Combine(Folder, "data"), "UPDATE audit_entries SET Canonical = CAST(replace(CAST(Canonical AS TEXT), 'stranger', 'somebody') AS BLOB) WHERE Sequence = 1");
        await RunAsync("audit verify");

        Approved.Lines("json-output.txt", _lines);
        Assert.Equal(WithJson("", CommandLine.Root()).Order(StringComparer.Ordinal), _ran.Order(StringComparer.Ordinal));
    }

    /// <summary>Causes a refusal, a rejection, a subscription, decisions for a replay, and an entry of each kind. Returns the refusal's id once a checkpoint covers all of them.</summary>
    private async Task<string> TrafficAsync()
    {
        var services = _world.Gateway.Services;
        var id = (await GatewayWorld.ProblemAsync(await _world.FetchAsync(FakeOrigin.Post, _world.Stranger.Key), "decision"))!;
        await _world.FetchAsync(FakeOrigin.Post, _world.Friend.Key);
        await _world.DeliverAsync(_world.Friend.Activity("Create"), null);
        await _world.SendAsync(HttpMethod.Post, "/inbox", _world.Friend.Key, new StringContent(RelayWorld.Follow(_world.Friend), System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);
        foreach (var entry in AuditFormatTests.Entries())
            await services.GetRequiredService<AuditLog>().AppendAsync(entry with { Id = DecisionId.New(TimeProvider.System) }, AuditFormatTests.AllDetails(), Cancellation);
        await services.GetRequiredService<RejectionRollup>().FlushAsync();
        await using var context = await services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        await Eventually.HoldsAsync(async () => !await context.RelayMessages.AnyAsync(Cancellation));
        await Eventually.HoldsAsync(async () => services.GetRequiredService<HeadSigner>().Last?.Head.Size == await services.GetRequiredService<LogTree>().SizeAsync(Cancellation));
        foreach (var service in services.GetServices<IHostedService>().Where(service => service is DecisionRecorder or PolicyWatch or AskRound))
            await service.StopAsync(Cancellation); // flushes the decisions; from here on only the commands query peers
        return id;
    }

    /// <summary>Accepts a list with no change pending, then one that lost most of its entries.</summary>
    private async Task ListsAsync()
    {
        var settings = _world.Gateway.Services.GetRequiredService<Settings>();
        await WriteAsync("policies/blocked.txt", string.Concat(Enumerable.Range(0, 100).Select(i => $"h{i}.example\n")) + "evil.example\n");
        await WriteAsync("policies/lists.yaml", "lists: { blocked: { file: blocked.txt, format: plain } }\n");
        new ListFiles(settings.Policies, settings.Data).Keep(PolicyFolder.Load(settings).Set!.Lists);
        await RunAsync("policy explain evil.example --delivery Create");
        await RunAsync("lists accept blocked");
        await WriteAsync("policies/blocked.txt", "evil.example\nnew.example\n");
        await RunAsync("policy validate");
        await RunAsync("lists accept blocked");
    }

    /// <summary>Runs a command with <c>--json</c> and appends its exit code and members.</summary>
    /// <param name="command">The words of the command.</param>
    /// <param name="file">A last argument that differs from run to run.</param>
    /// <param name="config">The configuration, in the folder.</param>
    private async Task RunAsync(string command, string? file = null, string config = "fedfilter.yaml")
    {
        string[] words = [.. command.Split(' '), .. (file is null ? Array.Empty<string>() : [file]), "--json"];
        var (code, output, _) = await InProcessProgram.RunAsync([.. words, "--config", Path.Combine(Folder, config)]);
        _lines.Add($"$ fedfilter {command}{(file is null ? "" : file.StartsWith('/') ? $" {Path.GetFileName(file)}" : " ID")} --json");
        _lines.Add($"exit code {code}");
        _lines.AddRange(JsonShape.Of(output));
        _lines.Add("");
        for (Command at = CommandLine.Root(), next = at; next is not null; at = next)
        {
            next = at.Subcommands.FirstOrDefault(child => words.Contains(child.Name))!;
            if (next is { Subcommands.Count: 0 })
                _ran.Add(string.Join(' ', words.TakeWhile(word => word != next.Name).Append(next.Name)));
        }
    }

    private Task<(int Code, string Output, string Error)> QuietlyAsync(params string[] words) => InProcessProgram.RunAsync([.. words, "--config", Path.Combine(Folder, "fedfilter.yaml")]);

    private static IEnumerable<string> WithJson(string path, Command command) =>
        command.Subcommands.SelectMany(child => WithJson($"{path} {child.Name}".Trim(), child)).Concat(command.Options.Any(option => option.Name == "--json") ? [path] : []);

    private async Task<string> WriteAsync(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        await File.WriteAllTextAsync(path, text, Cancellation);
        return path;
    }

    private async Task<string> FolderAsync(string name, string rules)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yaml"), rules, Cancellation);
        return folder;
    }

    private static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, Cancellation);
    }
}
