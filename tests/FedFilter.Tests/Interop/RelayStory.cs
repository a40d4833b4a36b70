using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>
/// The built program as a relay under the shipped policy, and servers by other hands that come to it. Each of them may subscribe while the
/// admin's word for it stands in a policy file.
/// </summary>
internal sealed class RelayStory : IAsyncDisposable
{
    // libcurl, which snac is built on, takes every name under .localhost for this machine; so all are there.
    private static readonly string[] Names = ["one.localhost", "two.localhost", "three.localhost", SnacServer.Name];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-relay-").FullName;
    private readonly List<IAsyncDisposable> _running = [];
    private readonly int _port = GuardedServer.FreePort();
    private ChildProcess _program = null!;
    private int _named;

    public string Actor => $"http://relay.localhost:{_port}/actor";

    public string Inbox => $"http://relay.localhost:{_port}/inbox";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string PeersFile => Path.Combine(_folder, "policies", "peers.yaml");

    public static async Task<RelayStory> StartAsync()
    {
        NodeScript.SkipIfMissing();
        var story = new RelayStory();
        try
        {
            await story.ServeAsync();
            return story;
        }
        catch
        {
            // These are processes of their own and would outlive the test run.
            await story.DisposeAsync();
            throw;
        }
    }

    /// <summary>A further Fedify server.</summary>
    public async Task<RelayPeer> PeerAsync(string style, params (string Name, string Value)[] environment) =>
        Running(await RelayPeer.StartAsync(style, Names[_named++], environment));

    public async Task<SnacServer> SnacAsync() => Running(await SnacServer.StartAsync());

    /// <summary>Does what an admin does: vouches for these servers and no others, and waits until the program says it has read it.</summary>
    public async Task AttestAsync(params IPeer[] peers)
    {
        var entries = peers.Select(peer => $"  - {{ host: \"{peer.Host}\", attests: [no-ai-training], by: a test }}\n");
        await TestFolder.WriteAsync(PeersFile, $"peers:{(peers.Length == 0 ? " []" : "")}\n{string.Concat(entries)}");
        await LogsAsync("is in force");
    }

    /// <summary>Waits for a line of the program's log that has this in it.</summary>
    public Task LogsAsync(string text) => _program.ExpectAsync(line => line.Contains(text, StringComparison.Ordinal), text);

    /// <summary>The log's codes about a server, newest first.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(IPeer peer)
    {
        var (_, output, _) = await BuiltProgram.RunAsync(_folder, "audit", "list", "--json", "--peer", peer.Host);
        return [.. JsonElement.Parse(output).EnumerateArray().Select(entry => entry.GetProperty("code").GetString()!)];
    }

    /// <summary>A command beside the running relay.</summary>
    public async Task DoAsync(params string[] command)
    {
        var (code, output, error) = await BuiltProgram.RunAsync(_folder, command);
        Assert.True(code == 0, $"`{string.Join(' ', command)}` ended with {code}:\n{output}{error}");
    }

    private async Task ServeAsync()
    {
        var policies = Directory.CreateDirectory(Path.GetDirectoryName(PeersFile)!).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Find("policies", "default")))
            File.Copy(file, Path.Combine(policies, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:{{_port}}
              origins:
                - { host: "social.localhost:{{_port}}", scheme: http, upstream: ["http://127.0.0.1:{{GuardedServer.FreePort()}}"] }
            relay: { host: "relay.localhost:{{_port}}", scheme: http }
            network:
              allow-private: [127.0.0.0/8]
              allow-http: [{{string.Join(", ", Names)}}]
              resolve: { {{string.Join(", ", Names.Select(name => $"{name}: 127.0.0.1"))}} }

            """, Cancellation);
        _program = Running(ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], _folder));
        await _program.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");
    }

    private T Running<T>(T child)
        where T : IAsyncDisposable
    {
        _running.Add(child);
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}
