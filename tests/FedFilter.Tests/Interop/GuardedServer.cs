using System.Text.Json;

using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>A Fedify server behind the built program, under one public host.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _peer;
    private readonly ChildProcess _gateway;

    private GuardedServer(string folder, string peer, ChildProcess gateway, ForeignServer origin) =>
        (_folder, _peer, _gateway, Origin) = (folder, peer, gateway, origin);

    /// <summary>What is behind the gateway.</summary>
    public ForeignServer Origin { get; }

    /// <summary>A post of the origin's, on its public host.</summary>
    public string Post(int number) => $"{Origin.Actor}/notes/{number}";

    /// <summary>The origin's inbox for all its users.</summary>
    public string Inbox => $"http://{Origin.Host}/inbox";

    /// <summary>FedFilter's own actor, in whose name it asks others for their keys.</summary>
    public string GatewayActor => $"http://{Origin.Host}/fedfilter/actor";

    /// <param name="script">The Fedify server behind the gateway: <c>origin.mjs</c> or <c>peer.mjs</c>.</param>
    /// <param name="host">Its public host name.</param>
    /// <param name="port">Where the gateway listens.</param>
    /// <param name="peer">The host of the server that has the admin's attestation.</param>
    /// <param name="policy">One of the shipped sets.</param>
    /// <param name="environment">What the Fedify server is told besides.</param>
    public static async Task<GuardedServer> StartAsync(string script, string host, int port, string peer, string policy, params (string Name, string Value)[] environment)
    {
        var origin = await ForeignServer.FedifyAsync(script, host, [("GATEWAYPORT", $"{port}"), .. environment]);
        var folder = Directory.CreateTempSubdirectory("fedfilter-interop-").FullName;
        WritePolicy(folder, policy, peer);
        WriteConfiguration(folder, port, origin, peer);
        var server = new GuardedServer(folder, peer, Program(folder, "serve"), origin);
        try
        {
            await server._gateway.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");
            return server;
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Does what an admin does: takes the entry out of the file and waits until the program says it has read it. What the peer declares by itself
    /// is known before, for a gateway that has to ask first holds what is not answered within three seconds.
    /// </summary>
    public async Task RemoveAttestationAsync()
    {
        await using (var refresh = Program(_folder, "peers", "refresh", _peer))
            await refresh.EndAsync();
        await WriteAsync(PeersFile(_folder), "peers: []\n");
    }

    /// <summary>Likewise with other rules.</summary>
    public Task ReplaceRulesAsync(string rules) => WriteAsync(Path.Combine(_folder, "policies", "rules.yaml"), rules);

    private async Task WriteAsync(string file, string text)
    {
        await TestFolder.WriteAsync(file, text);
        await _gateway.ExpectAsync(line => line.Contains("is in force", StringComparison.Ordinal), "that the new policy is in force");
    }

    /// <summary>The policy's refusals of a peer by their codes, newest first, as <c>audit list</c> shows them.</summary>
    /// <remarks>
    /// Rejections stand there too, once their minute is over, and are no concern of these tests: Fedify signs the fragment of a key id as part
    /// of <c>@target-uri</c>, which has none (RFC 9110, section 7.1), and is asked to knock in the other style.
    /// </remarks>
    public async Task<IReadOnlyList<string>> RefusalCodesAsync(string peer)
    {
        await using var list = Program(_folder, "audit", "list", "--json", "--peer", peer);
        var entries = JsonElement.Parse(string.Concat(await list.EndAsync()));
        return [.. entries.EnumerateArray().Where(entry => !entry.GetProperty("kind").ValueEquals("rejections")).Select(entry => entry.GetProperty("code").GetString()!)];
    }

    /// <summary>A port nobody listens on. The origin puts the gateway's into its URLs, so it has to be known before either of them runs.</summary>
    public static int FreePort() => FedFilter.Commands.Demo.GuardedSite.FreePort();

    private static string PeersFile(string folder) => Path.Combine(folder, "policies", "peers.yaml");

    private static ChildProcess Program(string folder, params string[] arguments) =>
        ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), .. arguments], folder);

    private static void WritePolicy(string folder, string policy, string peer)
    {
        var policies = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Find("policies", policy)))
            File.Copy(file, Path.Combine(policies, Path.GetFileName(file)));
        File.WriteAllText(PeersFile(folder), $"peers:\n  - {{ host: \"{peer}\", attests: [no-ai-training], by: a test }}\n");
    }

    private static void WriteConfiguration(string folder, int port, ForeignServer origin, string peer)
    {
        var name = peer.Split(':')[0];
        File.WriteAllText(Path.Combine(folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:{{port}}
              unsigned-fetch: actor-stub
              origins:
                - host: "{{origin.Host}}"
                  scheme: http
                  upstream: [http://127.0.0.1:{{origin.Port}}]
            network:
              allow-private: [127.0.0.0/8]
              allow-http: [{{name}}]
              resolve: { {{name}}: 127.0.0.1 }

            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Origin.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
