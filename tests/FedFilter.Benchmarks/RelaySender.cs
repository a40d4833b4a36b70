using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FedFilter.Checkpoints.Relay;
using FedFilter.Declarations;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Benchmarks;

/// <summary>The relay as a process of its own, with so many committed subscribers in its store; posts are written there too.</summary>
internal sealed class RelaySender : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-relay-").FullName;
    private readonly int _subscribers;
    private readonly Uri _receiver;
    private readonly ServiceProvider _store;
    private Child _relay = null!;
    private int _posts;

    private RelaySender(int subscribers, Uri receiver)
    {
        (_subscribers, _receiver) = (subscribers, receiver);
        _store = new ServiceCollection().AddSingleton(TimeProvider.System).AddStorage(Path.Combine(_folder, "data")).AddSingleton<RelayLog>().BuildServiceProvider();
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
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> TakenAsync(HttpClient client) => int.Parse(await client.GetStringAsync(_receiver), CultureInfo.InvariantCulture);

    private IEnumerable<string> Hosts => Enumerable.Range(0, _subscribers).Select(i => $"s{i}.test");

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

        await context.SaveChangesAsync();
    }

    /// <summary>A Create of a 2 KiB note, signed by its author.</summary>
    private async Task PostAsync()
    {
        var (number, actor) = (Interlocked.Increment(ref _posts), "http://publisher.test/users/a");
        var (id, note) = ($"{actor}/notes/{number}/activity", $"{actor}/notes/{number}");
        var body = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["@context"] = "https://www.w3.org/ns/activitystreams",
            ["id"] = id,
            ["type"] = "Create",
            ["actor"] = actor,
            ["to"] = (string[])[RelayActivities.Public],
            ["object"] = new { id = note, type = "Note", attributedTo = actor, to = (string[])[RelayActivities.Public], content = new string('x', 2048) },
            ["signature"] = new { type = "RsaSignature2017", creator = actor + "#main-key", created = DateTimeOffset.UtcNow, signatureValue = new string('A', 344) },
        });
        await _store.GetRequiredService<RelayLog>().AppendAsync(
            new RelayPostRow
            {
                Key = note,
                Kind = RelayPostKind.Post,
                Publisher = "publisher.test",
                Object = note,
                Body = Encoding.UTF8.GetBytes(body),
                IsProven = true,
                TakenAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            },
            CancellationToken.None);
    }

    private long Status(string name) => long.Parse(
        File.ReadLines($"/proc/{_relay}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
