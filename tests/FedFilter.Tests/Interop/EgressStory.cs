using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>
/// Alice's Fedify server with the built program on both sides: as the gateway before it, and as the proxy it delivers through. Bob's and
/// mallory's servers speak https; the admin has attested bob's.
/// </summary>
internal sealed class EgressStory : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<IAsyncDisposable> _running = [];

    private EgressStory(string folder) => _folder = folder;

    public ForeignServer Alice { get; private set; } = null!;

    public ForeignServer Bob { get; private set; } = null!;

    public ForeignServer Mallory { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="egress">Further lines of the egress section, indented by two.</param>
    /// <param name="intercept">Whether alice's server is told to trust our authority, and no other.</param>
    public static async Task<EgressStory> StartAsync(string egress, bool intercept = false)
    {
        NodeScript.SkipIfMissing();
        var story = new EgressStory(Directory.CreateTempSubdirectory("fedfilter-interop-").FullName);
        try
        {
            await story.StartAllAsync(egress, intercept);
            return story;
        }
        catch
        {
            // These are processes of their own and would outlive the test run.
            await story.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was decided about a host, newest first: code and request. Rejections stand there too, once their minute is over, and are no concern of these tests.</summary>
    public async Task<IReadOnlyList<(string Code, string? Request)>> AuditAsync(string peer)
    {
        await using var list = Program("audit", "list", "--json", "--peer", peer);
        var entries = System.Text.Json.JsonElement.Parse(string.Concat(await list.EndAsync()));
        return [.. entries.EnumerateArray().Where(entry => !entry.GetProperty("kind").ValueEquals("rejections")).Select(entry => (entry.GetProperty("code").GetString()!, entry.GetProperty("request").GetString()))];
    }

    /// <summary>All that doctor prints.</summary>
    public async Task<string> DoctorAsync() => (await BuiltProgram.RunAsync(_folder, "doctor")).Output;

    private async Task StartAllAsync(string egress, bool intercept)
    {
        Bob = await StartPeerAsync("friend.test");
        Mallory = await StartPeerAsync("stranger.test");
        var (gateway, proxy, own) = (GuardedServer.FreePort(), GuardedServer.FreePort(), GuardedServer.FreePort());
        WritePolicy();
        await File.WriteAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:{{gateway}}
              origins:
                - { host: "social.test:{{gateway}}", scheme: http, upstream: ["http://127.0.0.1:{{own}}"] }
            egress:
              listen: http://127.0.0.1:{{proxy}}
              ports: [{{Bob.Port}}, {{Mallory.Port}}]
            {{egress}}
            network:
              allow-private: [127.0.0.0/8]
              resolve: { friend.test: 127.0.0.1, stranger.test: 127.0.0.1 }
              ca-files: [{{TestTls.WriteAuthority(_folder)}}]
            """, Cancellation);

        // What she declares is known from the start: a proxy that has to ask first holds what is not answered within three seconds.
        await BuiltProgram.RunAsync(_folder, "peers", "refresh", Mallory.Host);
        var program = Program("serve");
        if (intercept)
        {
            // As an admin does it: without the authority, serve says what to do.
            await program.ExpectAsync(line => line.Contains("`fedfilter keys generate --ca`", StringComparison.Ordinal), "how to make an authority");
            await program.DisposeAsync();
            Assert.Equal(0, (await BuiltProgram.RunAsync(_folder, "keys", "generate", "--ca")).Code);
            program = Program("serve");
        }

        _running.Add(program);
        await program.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");
        var trusted = Path.Combine(_folder, "public-roots.pem");
        if (intercept)
            await File.WriteAllTextAsync(trusted = Path.Combine(_folder, "trusted-by-alice.pem"), (await BuiltProgram.RunAsync(_folder, "keys", "show", "--ca")).Output, Cancellation);
        Alice = await ForeignServer.FedifyAsync("origin.mjs", "social.test",
            ("PORT", $"{own}"), ("GATEWAYPORT", $"{gateway}"),
            ("NODE_USE_ENV_PROXY", "1"), ("HTTP_PROXY", $"http://127.0.0.1:{proxy}"), ("HTTPS_PROXY", $"http://127.0.0.1:{proxy}"), ("NO_PROXY", "social.test"),
            ("NODE_EXTRA_CA_CERTS", trusted));
        _running.Add(Alice);
    }

    private async Task<ForeignServer> StartPeerAsync(string host)
    {
        var (certificate, key) = TestTls.Pem(host);
        var (certificateFile, keyFile) = (Path.Combine(_folder, host + ".crt"), Path.Combine(_folder, host + ".key"));
        await File.WriteAllTextAsync(certificateFile, certificate, Cancellation);
        await File.WriteAllTextAsync(keyFile, key, Cancellation);
        var peer = await ForeignServer.FedifyAsync("peer.mjs", host, ("CERTIFICATE", certificateFile), ("KEY", keyFile));
        _running.Add(peer);
        return peer;
    }

    private void WritePolicy()
    {
        var policies = Directory.CreateDirectory(Path.Combine(_folder, "policies")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Find("policies", "default")))
            File.Copy(file, Path.Combine(policies, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(policies, "peers.yaml"), $"peers:\n  - {{ host: \"{Bob.Host}\", attests: [no-ai-training], by: a test }}\n");
    }

    private ChildProcess Program(params string[] arguments) =>
        ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), .. arguments], _folder);

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
