using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Benchmarks;

/// <summary>The three processes, and two kinds of peers whose actors this one serves.</summary>
internal sealed class WireWorld : IAsyncDisposable
{
    public const string Usual = "fedfilter.yaml";

    /// <summary>The same, but for keeping nothing for <c>policy replay</c>.</summary>
    public const string WithoutRecording = "without-recording.yaml";

    private const string FriendHost = "friend.example";
    private const int Strangers = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-wire-").FullName;
    private readonly SigningKey _friend = KeyOf(FriendHost, SigningKey.NewPem());
    private readonly SigningKey[] _strangers = NewStrangers();
    private WebApplication _actors = null!;
    private Child _origin = null!;
    private int _made;

    public Child BareYarp { get; private set; } = null!;

    public Child FedFilter { get; private set; } = null!;

    public string Policies => Path.Combine(_folder, "policies");

    /// <param name="writeRules">Writes what the policy folder holds beside the attestation of the friend; two rules if left out.</param>
    public static async Task<WireWorld> StartAsync(Action<string>? writeRules = null)
    {
        var world = new WireWorld();
        world._origin = await Child.StartAsync("FedFilter.Benchmarks.dll", "origin");
        world.BareYarp = await Child.StartAsync("FedFilter.Benchmarks.dll", "yarp", world._origin.Address.AbsoluteUri);
        world._actors = await world.ServeActorsAsync();
        world.WriteConfiguration();
        (writeRules ?? WriteRules)(world.Policies);
        world.FedFilter = await world.StartFedFilterAsync();
        return world;
    }

    /// <summary>On a port of its own; all share one data folder.</summary>
    public Task<Child> StartFedFilterAsync(string configuration = Usual) =>
        Child.StartAsync("fedfilter.dll", "serve", "--config", Path.Combine(_folder, configuration));

    /// <summary>What one write-out of a small file costs here.</summary>
    public static double FsyncMilliseconds()
    {
        const int Times = 100;
        using var file = File.OpenHandle(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Times; i++)
        {
            RandomAccess.Write(file, new byte[4096], i * 4096L);
            RandomAccess.FlushToDisk(file);
        }

        return clock.Elapsed.TotalMilliseconds / Times;
    }

    public IReadOnlyList<WireRequest> Fetches(int count) => Make(count, i => WireRequest.Fetch(_friend, $"/users/alice/statuses/{i}"));

    /// <summary>
    /// Each in turn from another stranger and network: the log keeps only the first sixty refusals of a peer in a minute one by one, and keys
    /// are fetched for one network only so fast.
    /// </summary>
    public IReadOnlyList<WireRequest> Refused(int count) => Make(count, i =>
    {
        var who = i % Strangers;
        var client = string.Create(CultureInfo.InvariantCulture, $"198.{18 + (who / 256)}.{who % 256}.1");
        return WireRequest.Fetch(_strangers[who], $"/users/alice/statuses/{i}") with { Client = client };
    });

    public IReadOnlyList<WireRequest> Pages(int count) => Make(count, i => WireRequest.Page($"/about?{i}"));

    /// <summary>2 KiB each.</summary>
    public IReadOnlyList<WireRequest> Deliveries(int count) => Make(count, i => WireRequest.Deliver(_friend, Encoding.UTF8.GetBytes(
        $$$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"http://friend.example/a/{{{i}}}","type":"Create","actor":"http://friend.example/users/bob","object":{"type":"Note","content":"{{{new string('x', 1880)}}}"}}""")));

    private WireRequest[] Make(int count, Func<int, WireRequest> make)
    {
        var from = Interlocked.Add(ref _made, count);
        return [.. Enumerable.Range(from, count).AsParallel().AsOrdered().Select(make)];
    }

    private async Task<WebApplication> ServeActorsAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
        {
            // All strangers share one key pair: what it costs to make five hundred is not measured here.
            var key = context.Request.Host.Host == FriendHost ? _friend : _strangers[0];
            var (keyId, actor) = ($"http://{context.Request.Host.Host}/users/bob#main-key", $"http://{context.Request.Host.Host}/users/bob");
            context.Response.ContentType = "application/activity+json";
            return context.Response.WriteAsync(JsonSerializer.Serialize(new { id = actor, type = "Person", inbox = actor + "/inbox", publicKey = new { id = keyId, owner = actor, publicKeyPem = key.PublicPem } }));
        });
        await app.StartAsync();
        return app;
    }

    private void WriteConfiguration()
    {
        var hosts = _strangers.Select(key => new Uri(key.KeyId).Host).Prepend(FriendHost).ToArray();
        var port = new Uri(_actors.Urls.First()).Port;
        Directory.CreateDirectory(Policies);
        File.WriteAllText(Path.Combine(Policies, "friend.yaml"), "peers: [{ host: friend.example, attests: [no-ai-training] }]");
        var common = $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins: [{ host: {{WireRequest.Host}}, scheme: http, reuse-connections: true, upstream: ["{{_origin.Address.GetLeftPart(UriPartial.Authority)}}"] }] # as bare YARP does
            network:
              allow-private: [127.0.0.0/8]
              allow-http: [{{string.Join(", ", hosts)}}]
              resolve: { {{string.Join(", ", hosts.Select(host => $"{host}: \"127.0.0.1:{port}\""))}} }

            """;
        File.WriteAllText(Path.Combine(_folder, Usual), common);
        File.WriteAllText(Path.Combine(_folder, WithoutRecording), common + "audit: { replay-keep: 0 }\n");
    }

    private static void WriteRules(string policies) => File.WriteAllText(Path.Combine(policies, "rules.yaml"), """
        terms: { no-ai-training: { commits: { use: train-ai, party: operator, scope: received, value: no } } }
        mode: enforce
        rules:
          - { name: committed, when: { committed: [no-ai-training] }, then: allow }
          - { name: rest, then: refuse, because: not-committed }
        """);

    private static SigningKey[] NewStrangers()
    {
        var pem = SigningKey.NewPem();
        return [.. Enumerable.Range(0, Strangers).Select(i => KeyOf($"stranger-{i}.example", pem))];
    }

    private static SigningKey KeyOf(string host, string pem) => SigningKey.FromPem($"http://{host}/users/bob#main-key", pem);

    public async ValueTask DisposeAsync()
    {
        FedFilter.Dispose();
        BareYarp.Dispose();
        _origin.Dispose();
        await _actors.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
