using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Checkpoints.Relay;
using FedFilter.Configuration;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>The built program as a relay, configured by files, among servers that get what it sends; what came in is written into its store.</summary>
internal sealed class FanOutWorld : IAsyncDisposable
{
    public const string Host = "relay.example";
    public const string Publisher = "publisher.example";
    public const string Key = "http://relay.example/actor#main-key";

    /// <summary>Committed servers take part; deletions reach everyone.</summary>
    private const string Rules = """
        mode: enforce
        rules:
          - { name: clean-up passes, when: { delivery: [Delete, Undo] }, then: allow }
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: everyone else, then: refuse, because: not-committed }
        """;

    private readonly TimeProvider? _time;
    private readonly ServiceProvider _store;
    private FedFilterHost? _relay;
    private int _posts;

    private FanOutWorld(string folder, FakeOrigin origin, FakeSubscribers servers, TimeProvider? time)
    {
        (Folder, Origin, Servers, _time) = (folder, origin, servers, time);
        _store = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddStorage(Path.Combine(folder, "data"))
            .AddSingleton<Subscribers>().AddSingleton<RelayLog>().BuildServiceProvider();
    }

    public string Folder { get; }

    public FakeOrigin Origin { get; }

    public FakeSubscribers Servers { get; }

    /// <summary>The relay's clock, where the test sets it.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)_time!;

    public AuditQuery Audit => Relay.Services.GetRequiredService<AuditQuery>();

    /// <summary>As another process has them.</summary>
    public Subscribers Subscribers => _store.GetRequiredService<Subscribers>();

    private FedFilterHost Relay => _relay ?? throw new InvalidOperationException("it is stopped");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="hosts">Names that servers may have.</param>
    /// <param name="policy">Takes the place of mode and rules.</param>
    /// <param name="time">The relay's clock; the test's own servers go by it too.</param>
    /// <param name="elsewhere">Names that lead to other addresses.</param>
    public static async Task<FanOutWorld> StartAsync(
        IReadOnlyList<string> hosts, string? policy = null, FakeTimeProvider? time = null, IReadOnlyDictionary<string, string>? elsewhere = null)
    {
        var servers = await FakeSubscribers.StartAsync(time ?? TimeProvider.System, Key);
        var origin = await FakeOrigin.StartAsync();
        var names = hosts.Append(Publisher).ToDictionary(host => host, _ => $"127.0.0.1:{servers.Port}");
        foreach (var (host, address) in elsewhere ?? new Dictionary<string, string>())
            names[host] = address;
        var folder = await WorldFolder.WriteAsync(origin.Port, names, policy: policy ?? Rules, more: $"relay: {{ host: {Host}, scheme: http }}");
        var world = new FanOutWorld(folder, origin, servers, time);
        await world.CommitAsync([.. names.Keys]);
        await world.StartAgainAsync();
        return world;
    }

    public async Task StartAgainAsync()
    {
        var (settings, problems) = SettingsFile.Load(Path.Combine(Folder, "fedfilter.yaml"));
        Assert.Empty(problems);
        var (set, policyProblems) = PolicyFolder.Load(settings!.Policies);
        Assert.Empty(policyProblems);
        _relay = await FedFilterHost.StartAsync(settings, set!, FedFilterHost.NoLog, Cancellation, _time);
    }

    public async Task StopAsync()
    {
        if (_relay is not null)
            await _relay.DisposeAsync();
        _relay = null;
    }

    /// <summary>These servers have committed, and no others.</summary>
    public Task CommitAsync(params IReadOnlyList<string> hosts) => File.WriteAllTextAsync(
        Path.Combine(Folder, "policies", "peers.yaml"),
        hosts.Count == 0 ? "peers: []\n" : "peers:\n" + string.Concat(hosts.Select(host => $"  - {{ host: {host}, attests: [no-ai-training], by: a test }}\n")),
        Cancellation);

    /// <summary>A server subscribes.</summary>
    public async Task SubscribeAsync(string host, RelayStyle style = RelayStyle.Mastodon, RelayState state = RelayState.Active, string? inbox = null, string? actorType = null, params byte[][] messages)
    {
        await Subscribers.AskedAsync(AskOf(host, style, inbox) with { ActorType = actorType }, state, null, messages, Cancellation);
        Wake();
    }

    public static Subscription AskOf(string host, RelayStyle style, string? inbox = null)
    {
        var (actor, id) = ($"http://{host}/actor", $"http://{host}/follow/1");
        var follow = JsonSerializer.SerializeToUtf8Bytes(new { id, type = "Follow", actor, @object = style == RelayStyle.Mastodon ? RelayActivities.Public : $"http://{Host}/actor" });
        return new Subscription(host, actor, inbox ?? $"http://{host}/inbox", style, follow, id);
    }

    public Task<string> CreateAsync(string? content = null, bool proven = true, string publisher = Publisher) => AppendAsync(_posts + 1, "Create", RelayPostKind.Post, content, proven, publisher);

    public Task<string> UpdateAsync(int post, string publisher = Publisher) => AppendAsync(post, "Update", RelayPostKind.Update, "edited", true, publisher);

    /// <summary>The publisher's actor changes.</summary>
    public Task<string> UpdateActorAsync() => AppendAsync(0, "Update", RelayPostKind.Update, "about me", true, Publisher);

    public Task<string> DeleteAsync(int post, string publisher = Publisher) => AppendAsync(post, "Delete", RelayPostKind.Delete, null, true, publisher);

    public static string ObjectOf(int post, string publisher = Publisher) => post == 0 ? $"http://{publisher}/actor" : $"http://{publisher}/posts/{post}";

    /// <summary>Waits until a server has taken so many.</summary>
    public Task TakesAsync(string host, int count) => UntilAsync(() => Servers.TakenBy(host).Count >= count);

    public async Task<RelaySubscriberRow> RowAsync(string host) => (await Subscribers.FindAsync(host, Cancellation))!;

    public async Task<List<RelayPostRow>> PostsAsync()
    {
        await using var context = await _store.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        return await context.RelayPosts.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync(Cancellation);
    }

    public async Task<int> MessagesAsync()
    {
        await using var context = await _store.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        return await context.RelayMessages.CountAsync(Cancellation);
    }

    public void Wake() => _relay?.Services.GetRequiredService<RelayWake>().Wake();

    /// <summary>Waits until something holds; where the test sets the clock, it goes on meanwhile.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, TimeSpan? step = null) => Eventually.HoldsAsync(async () =>
    {
        if (await condition())
            return true;
        (_time as FakeTimeProvider)?.Advance(step ?? TimeSpan.FromSeconds(1));
        return false;
    });

    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => UntilAsync(() => Task.FromResult(condition()), step);

    private async Task<string> AppendAsync(int post, string type, RelayPostKind kind, string? content, bool proven, string publisher)
    {
        var number = Interlocked.Increment(ref _posts);
        var (id, about) = ($"http://{publisher}/activities/{number}", ObjectOf(post, publisher));
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id,
            type,
            actor = $"http://{publisher}/actor",
            to = (string[])[RelayActivities.Public],
            @object = new { id = about, type = type == "Delete" ? "Tombstone" : "Note", content, tag = (content ?? "").Split(' ').Where(word => word.StartsWith('#')).Select(name => new { type = "Hashtag", name }) },
        });
        var row = new RelayPostRow
        {
            Key = kind == RelayPostKind.Post ? about : id,
            Kind = kind,
            Publisher = publisher,
            Object = about,
            Body = body,
            IsProven = proven,
            TakenAt = (_time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds(),
        };
        Assert.True(await _store.GetRequiredService<RelayLog>().AppendAsync(row, Cancellation));
        Wake();
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
        await Servers.DisposeAsync();
        await Origin.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
