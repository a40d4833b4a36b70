using System.Text;
using FedFilter.Checkpoints.Relay;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.World;

/// <summary>The files and the store of an admin who runs a relay, with subscribers as the relay writes them; the relay itself does not run.</summary>
internal sealed class RelayFolder : IAsyncDisposable
{
    /// <summary>A set that keeps strangers off the relay.</summary>
    public const string Closed = """
        mode: enforce
        rules:
          - { name: clean-up passes, when: { delivery: [Delete, Undo] }, then: allow }
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: relay for the committed, when: { checkpoint: relay }, then: refuse, because: not-committed }
          - { name: strangers may deliver, when: { direction: inbound, delivery: true }, then: allow }
        """;

    private readonly ServiceProvider _services;

    private RelayFolder(string path)
    {
        Path = path;
        _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddStorage(Data).BuildServiceProvider();
        Subscribers = new Subscribers(Contexts, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-10)));
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Whatever they ask for, they asked ten days ago.</summary>
    public Subscribers Subscribers { get; }

    public IDbContextFactory<FedFilterContext> Contexts => _services.GetRequiredService<IDbContextFactory<FedFilterContext>>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="relay">The section of fedfilter.yaml.</param>
    /// <param name="policy">The mode and rules.</param>
    /// <param name="names">The hosts that may be reached by plain http, each with its address.</param>
    public static async Task<RelayFolder> CreateAsync(
        string relay = "relay: { host: relay.example }", string policy = Closed, IReadOnlyDictionary<string, string>? names = null) =>
        new(await WorldFolder.WriteAsync(1, names ?? new Dictionary<string, string>(), policy: policy, more: relay));

    /// <summary>A server asked to subscribe, with a store made for it where there is none.</summary>
    public async Task SubscribeAsync(
        string host, RelayStyle style = RelayStyle.Mastodon, RelayState state = RelayState.Active, string? code = null, string? actor = null)
    {
        await Database.MigrateAsync(Data, Cancellation);
        actor ??= $"https://{host}/actor";
        await Subscribers.AskedAsync(
            new Subscription(host, actor, actor + "/inbox", style, Encoding.UTF8.GetBytes($$"""{"id":"https://{{host}}/follow/1","type":"Follow","actor":"https://{{host}}/actor","object":"{{RelayActivities.Public}}"}"""), $"https://{host}/follow/1"),
            state, code, [], Cancellation);
    }

    /// <summary>A server published something.</summary>
    public async Task PublishAsync(string publisher, DateTimeOffset at, string? body = "{}")
    {
        var key = $"https://{publisher}/{Guid.NewGuid()}";
        Assert.True(await new RelayLog(Contexts).AppendAsync(
            new RelayPostRow { Key = key, Kind = RelayPostKind.Post, Publisher = publisher, Object = key, Body = body is null ? null : Encoding.UTF8.GetBytes(body), IsProven = true, TakenAt = at.ToUnixTimeMilliseconds() }, Cancellation));
    }

    /// <summary>Something becomes of deliveries to it.</summary>
    public async Task ProgressAsync(string host, Action<RelaySubscriberRow> progress)
    {
        await using var context = await Contexts.CreateDbContextAsync(Cancellation);
        progress(await context.RelaySubscribers.SingleAsync(row => row.Host == host, Cancellation));
        await context.SaveChangesAsync(Cancellation);
    }

    public async Task<RelaySubscriberRow> FindAsync(string host) => (await Subscribers.FindAsync(host, Cancellation))!;

    /// <summary>What waits to be said to a server.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(string host)
    {
        await using var context = await Contexts.CreateDbContextAsync(Cancellation);
        var id = (await FindAsync(host)).Id;
        return [.. (await context.RelayMessages.Where(message => message.Subscriber == id).OrderBy(message => message.Id).ToListAsync(Cancellation)).Select(message => Encoding.UTF8.GetString(message.Body))];
    }

    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => BuiltProgram.RunAsync(Path, arguments);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}
