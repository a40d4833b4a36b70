using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>
/// Three servers by other hands behind one FedFilter, which is their gateway and the proxy that they deliver through; three friends, which
/// the admin attests, and three strangers. All speak plain http, so that the proxy sees what they deliver.
/// </summary>
internal sealed class StoryWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-stories-").FullName;
    private readonly List<IAsyncDisposable> _running = [];
    private readonly (int Gateway, int Egress) _ports = (GuardedServer.FreePort(), GuardedServer.FreePort());
    private ChildProcess? _program;
    private string _policy = "default";
    private string _identity = "minimal";
    private IReadOnlyList<IDayServer> _attested = [];

    private StoryWorld()
    {
    }

    public IReadOnlyList<IDayServer> Ours { get; private set; } = [];

    public IReadOnlyList<IDayServer> Friends { get; private set; } = [];

    public IReadOnlyList<IDayServer> Strangers { get; private set; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Policies => Path.Combine(_folder, "policies");

    public static async Task<StoryWorld> StartAsync()
    {
        NodeScript.SkipIfMissing();
        SnacServer.SkipIfMissing();
        var world = new StoryWorld();
        try
        {
            await world.StartAllAsync();
            return world;
        }
        catch
        {
            // These are processes of their own and would outlive the test run.
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a policy set in force, and the attestations of all friends; starts the program anew where it showed identities otherwise.</summary>
    public async Task BeginAsync(string policy, string identity = "minimal")
    {
        if (_policy != policy)
            await WritePolicyAsync("rules.yaml", await File.ReadAllTextAsync(Repository.Find("policies", policy, "rules.yaml"), Cancellation));
        _policy = policy;
        await AttestAsync(Friends);
        if (_identity == identity)
            return;
        await _program!.DisposeAsync();
        _identity = identity;
        await ServeAsync();
    }

    /// <summary>Vouches for these servers and no others.</summary>
    public async Task AttestAsync(IReadOnlyList<IDayServer> peers)
    {
        if (_attested.SequenceEqual(peers))
            return;
        await WritePolicyAsync("peers.yaml", Peers(peers));
        _attested = peers;
    }

    /// <summary>What the policy refused so far.</summary>
    public async Task<IReadOnlyList<Refusal>> RefusalsAsync()
    {
        var (code, output, error) = await BuiltProgram.RunAsync(_folder, "audit", "list", "--json", "--kind", "refusal", "--limit", "1000");
        Assert.True(code == 0, error);
        return [.. JsonElement.Parse(output).EnumerateArray().Select(entry => entry.Deserialize<Refusal>(JsonSerializerOptions.Web)!)];
    }

    private async Task StartAllAsync()
    {
        var proxy = $"http://127.0.0.1:{_ports.Egress}";
        var ours = Running(
            ScriptedServer.FedifyAsync("our-fedify.localhost", _ports.Gateway, ("NODE_USE_ENV_PROXY", "1"), ("HTTP_PROXY", proxy)),
            SnacServer.StartAsync("our-snac.localhost", _ports.Gateway, proxy),
            ScriptedServer.BotAsync("our-bot.localhost", _ports.Gateway, ("NODE_USE_ENV_PROXY", "1"), ("HTTP_PROXY", proxy)));
        Ours = await ours;
        Friends = await Running(
            ScriptedServer.FedifyAsync("friend-fedify.localhost", null),
            SnacServer.StartAsync("friend-snac.localhost", null),
            ScriptedServer.BotAsync("friend-bot.localhost", null));
        Strangers = await Running(
            ScriptedServer.FedifyAsync("stranger-fedify.localhost", null, ("AUTHORIZED_FETCH", "yes")),
            SnacServer.StartAsync("stranger-snac.localhost", null),
            ScriptedServer.BotAsync("stranger-bot.localhost", null));

        Directory.CreateDirectory(Policies);
        foreach (var file in Directory.EnumerateFiles(Repository.Find("policies", _policy)))
            File.Copy(file, Path.Combine(Policies, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(Policies, "peers.yaml"), Peers(_attested = Friends), Cancellation);
        await ServeAsync();
    }

    private async Task ServeAsync()
    {
        var names = Ours.Concat(Friends).Concat(Strangers).Select(server => server.Host.Split(':')[0]).ToArray();
        await File.WriteAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:{{_ports.Gateway}}
              identity: {{_identity}}
              origins:
            {{string.Concat(Ours.Select(server => $"    - {{ host: \"{server.Host}\", scheme: http, upstream: [\"http://127.0.0.1:{server.Port}\"] }}\n"))}}
            egress:
              listen: http://127.0.0.1:{{_ports.Egress}}
              ports: [{{string.Join(", ", Ours.Concat(Friends).Concat(Strangers).Select(server => server.Host.Split(':')[1]).Distinct())}}]
            network:
              allow-private: [127.0.0.0/8]
              allow-http: [{{string.Join(", ", names)}}]
              resolve: { {{string.Join(", ", names.Select(name => $"{name}: 127.0.0.1"))}} }

            """, Cancellation);
        _program = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], _folder);
        await _program.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");
    }

    private async Task WritePolicyAsync(string file, string text)
    {
        await TestFolder.WriteAsync(Path.Combine(Policies, file), text);
        await _program!.ExpectAsync(line => line.Contains("is in force", StringComparison.Ordinal), "that the new policy is in force");
    }

    private static string Peers(IEnumerable<IDayServer> peers) =>
        $"peers:{(peers.Any() ? "" : " []")}\n{string.Concat(peers.Select(peer => $"  - {{ host: \"{peer.Host}\", attests: [no-ai-training], by: a test }}\n"))}";

    /// <summary>Fedify, snac and activitypub.bot, in this order.</summary>
    private async Task<IReadOnlyList<IDayServer>> Running(Task<ScriptedServer> fedify, Task<SnacServer> snac, Task<ScriptedServer> bot)
    {
        IReadOnlyList<IDayServer> servers = [await fedify, await snac, await bot];
        _running.AddRange(servers);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}

/// <summary>A refusal as the audit log shows it.</summary>
internal sealed record Refusal(string Peer, string Code, string Checkpoint);
