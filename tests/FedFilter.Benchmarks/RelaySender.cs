using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FedFilter.Checkpoints.Relay;
using FedFilter.Declarations;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Benchmarks;

/// <summary>The relay as a process of its own, with so many committed subscribers in its store, and one more that publishes.</summary>
internal sealed class RelaySender : IDisposable
{
    private const string Publisher = "publisher.test";
    private const string Actor = $"http://{Publisher}/users/a";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-relay-").FullName;
    private readonly int _subscribers;
    private readonly Uri _receiver;
    private readonly ServiceProvider _store;
    private readonly SigningKey _publisher = SigningKey.FromPem($"{Actor}#main-key", SigningKey.NewPem());
    private readonly HttpClient _posting;
    private Child _relay = null!;
    private int _posts;

    private RelaySender(int subscribers, Uri receiver)
    {
        (_subscribers, _receiver) = (subscribers, receiver);
        _store = new ServiceCollection().AddStorage(Path.Combine(_folder, "data")).BuildServiceProvider();
        _posting = new HttpClient(new HttpSigningHandler(_ => _publisher, new KnownStyles(TimeProvider.System), TimeProvider.System)
        {
            InnerHandler = new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation) },
        });
    }

    public long PeakMiB => Status("VmHWM");

    public long ResidentMiB => Status("VmRSS");

    public static async Task<RelaySender> StartAsync(int subscribers, Uri receiver)
    {
        var sender = new RelaySender(subscribers, receiver);
        await sender.WriteFilesAsync();
        await sender.WriteSubscribersAsync();
        sender._relay = await Child.StartAsync("fedfilter.dll", "serve", "--config", Path.Combine(sender._folder, "fedfilter.yaml"));
        return sender;
    }

    /// <summary>Posts, one after the other at once, until all subscribers have all of them.</summary>
    public async Task<(TimeSpan Took, TimeSpan Processor)> SendAsync(HttpClient client, int posts)
    {
        var until = await TakenAsync(client) + (posts * _subscribers);
        var (before, clock) = (_relay.ProcessorTime, Stopwatch.StartNew());
        for (var i = 0; i < posts; i++)
            await PostAsync();
        while (await TakenAsync(client) < until)
            await Task.Delay(5);
        return (clock.Elapsed, _relay.ProcessorTime - before);
    }

    public void Dispose()
    {
        _relay.Dispose();
        _posting.Dispose();
        _publisher.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> TakenAsync(HttpClient client) => int.Parse(await client.GetStringAsync(_receiver), CultureInfo.InvariantCulture);

    private IEnumerable<string> Hosts => Enumerable.Range(0, _subscribers).Select(i => $"s{i}.test").Append(Publisher);

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_relay.Address.Host, _relay.Address.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task WriteFilesAsync()
    {
        var policies = Directory.CreateDirectory(Path.Combine(_folder, "policies")).FullName;
        await File.WriteAllTextAsync(Path.Combine(policies, "peers.yaml"), "peers:\n" + string.Concat(Hosts.Select(host => $"  - {{ host: {host}, attests: [no-ai-training] }}\n")));
        foreach (var name in (string[])["rules.yaml", "terms.yaml"])
            File.Copy(Path.Combine("policies", "default", name), Path.Combine(policies, name));
        await File.WriteAllTextAsync(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            gateway: { listen: http://127.0.0.1:0, origins: [{ host: social.example, scheme: http, upstream: ["http://127.0.0.1:1"] }] }
            relay: { host: relay.example, scheme: http }
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [{{string.Join(", ", Hosts)}}]
              resolve: { {{string.Join(", ", Hosts.Select(host => $"{host}: \"{_receiver.Authority}\""))}} }
            """);
    }

    /// <summary>They were met and asked what they promise before, as a relay's subscribers are.</summary>
    private async Task WriteSubscribersAsync()
    {
        await Database.MigrateAsync(Path.Combine(_folder, "data"), CancellationToken.None);
        await using var context = await _store.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync();
        var now = DateTimeOffset.UtcNow;
        foreach (var (host, i) in Hosts.Select((host, i) => (host, i)))
        {
            var actor = $"http://{host}/actor";
            var record = new PeerRecord(host, now, ImmutableArray<SourceRecord>.Empty);
            context.PeerRecords.Add(new PeerRecordRow { Host = host, Record = record.ToJson(), DueAt = now.AddDays(1).ToUnixTimeMilliseconds(), Version = i + 1 });
            context.PeersSeen.Add(new PeerSeenRow { Host = host, FirstSeen = now.ToUnixTimeMilliseconds() });
            context.RelaySubscribers.Add(new RelaySubscriberRow
            {
                Place = i,
                Host = host,
                Actor = actor,
                Inbox = $"http://{host}/inbox",
                Style = RelayStyle.Mastodon,
                Follow = RelayActivities.FollowOf($"{actor}#follow", actor, RelayActivities.Public),
                State = RelayState.Active,
                Since = now.ToUnixTimeMilliseconds(),
                Cursor = 0,
                Version = i + 1,
            });
        }

        context.PeerKeys.Add(new PeerKeyRow { KeyId = _publisher.KeyId, Owner = Actor, Pem = _publisher.PublicPem, FetchedAt = now.ToUnixTimeMilliseconds() });
        await context.SaveChangesAsync();
    }

    /// <summary>A Create of a 2 KiB note, signed by its author.</summary>
    private async Task PostAsync()
    {
        var number = Interlocked.Increment(ref _posts);
        var (id, note) = ($"{Actor}/notes/{number}/activity", $"{Actor}/notes/{number}");
        var body = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["@context"] = "https://www.w3.org/ns/activitystreams",
            ["id"] = id,
            ["type"] = "Create",
            ["actor"] = Actor,
            ["to"] = (string[])[RelayActivities.Public],
            ["object"] = new { id = note, type = "Note", attributedTo = Actor, to = (string[])[RelayActivities.Public], content = new string('x', 2048) },
            ["signature"] = new { type = "RsaSignature2017", creator = _publisher.KeyId, created = DateTimeOffset.UtcNow, signatureValue = new string('A', 344) },
        });
        using var answer = await _posting.PostAsync(new Uri("http://relay.example/inbox"), new StringContent(body, Encoding.UTF8, "application/activity+json"));
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"the relay answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private long Status(string name) => long.Parse(
        File.ReadLines($"/proc/{_relay}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
