using System.Net;
using System.Net.Sockets;
using System.Text.Json;

using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>A Fedify server behind the built program, and another one that comes to it as a committed peer.</summary>
internal sealed class FedifyWorld : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ChildProcess _gateway;

    private FedifyWorld(string folder, ChildProcess gateway, FedifyServer origin, FedifyServer peer) =>
        (_folder, _gateway, Origin, Peer) = (folder, gateway, origin, peer);

    public FedifyServer Origin { get; }

    public FedifyServer Peer { get; }

    /// <summary>A post of the origin's, on its public host.</summary>
    public string Post => Origin.Actor + "/notes/1";

    private string PeersFile => Path.Combine(_folder, "policies", "peers.yaml");

    /// <param name="policy">One of the shipped sets.</param>
    /// <param name="style">How the peer signs at first: <c>cavage</c> or <c>rfc9421</c>.</param>
    public static async Task<FedifyWorld> StartAsync(string style, string policy = "default")
    {
        Assert.SkipWhen(FedifyServer.Missing is not null, FedifyServer.Missing ?? "");

        var port = FreePort();
        var origin = await FedifyServer.StartAsync("origin.mjs", ("GATEWAYPORT", $"{port}"));
        var peer = await FedifyServer.StartAsync("peer.mjs", ("NAME", "friend"), ("FIRST_KNOCK", style == "cavage" ? "draft-cavage-http-signatures-12" : style));
        var folder = Directory.CreateTempSubdirectory("fedfilter-fedify-").FullName;
        WritePolicy(folder, policy, new Uri(peer.Actor).Authority);
        WriteConfiguration(folder, port, origin.Port);
        var world = new FedifyWorld(folder, Program(folder, "serve"), origin, peer);
        try
        {
            await world._gateway.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");
            return world;
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does what an admin does: takes the entry out of the file and waits until the program says it has read it.</summary>
    public async Task RemoveAttestationAsync()
    {
        await File.WriteAllTextAsync(PeersFile, "peers: []\n", TestContext.Current.CancellationToken);
        await _gateway.ExpectAsync(line => line.Contains("is in force", StringComparison.Ordinal), "that the new policy is in force");
    }

    /// <summary>The codes of the audit entries about the peer, newest first, as <c>audit list</c> shows them.</summary>
    public async Task<IReadOnlyList<string>> AuditedCodesAsync()
    {
        await using var list = Program(_folder, "audit", "list", "--json", "--peer", new Uri(Peer.Actor).Authority);
        return [.. JsonElement.Parse(string.Concat(await list.EndAsync())).EnumerateArray().Select(entry => entry.GetProperty("code").GetString()!)];
    }

    private static ChildProcess Program(string folder, params string[] arguments) =>
        ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), .. arguments], folder);

    private static void WritePolicy(string folder, string policy, string peer)
    {
        var policies = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Find("policies", policy)))
            File.Copy(file, Path.Combine(policies, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(policies, "peers.yaml"), $"peers:\n  - {{ host: \"{peer}\", attests: [no-ai-training], by: a test }}\n");
    }

    private static void WriteConfiguration(string folder, int port, int originPort) =>
        File.WriteAllText(Path.Combine(folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:{{port}}
              origins:
                - host: "social.test:{{port}}"
                  scheme: http
                  upstream: [http://127.0.0.1:{{originPort}}]
            network:
              allow-private: [127.0.0.0/8]
              allow-http: [friend.test]
              resolve: { friend.test: 127.0.0.1 }

            """);

    // The origin puts the gateway's port into its URLs, so it has to be known before either of them runs.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await _gateway.DisposeAsync();
        await Origin.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
