using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Notify;
using FedFilter.Policy.Compilation;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Notify;

/// <summary>
/// The room and what it needs, on a real store and real sockets, with a clock that a test sets; it can be stopped and started again. No deadline
/// ends a delivery: the clock is turned meanwhile, and would be past it before the webhook has had its turn.
/// </summary>
internal sealed class NotifyWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly string _network;
    private readonly string _notify;
    private readonly string _policy;
    private ServiceProvider _services = null!;

    private NotifyWorld(FakeWebhook webhook, FakeTimeProvider time, string? network, string? notify, string? policy)
    {
        (Webhook, Time) = (webhook, time);
        _network = network ?? $"allow-private: [127.0.0.1/32], allow-http: [hooks.example], resolve: {{ hooks.example: \"{webhook.Address}\" }}";
        (_notify, _policy) = (notify ?? FakeWebhook.Url, policy ?? "");
    }

    public FakeWebhook Webhook { get; }

    public FakeTimeProvider Time { get; }

    public NoticeBox Box => _services.GetRequiredService<NoticeBox>();

    public PolicyStore Policies => _services.GetRequiredService<PolicyStore>();

    public AuditQuery Audit => _services.GetRequiredService<AuditQuery>();

    public PeerRecords Records => _services.GetRequiredService<PeerRecords>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="network">Takes the place of what lets the webhook be reached.</param>
    /// <param name="notify">Takes the place of the one webhook.</param>
    /// <param name="policy">A policy file beside the shipped set.</param>
    public static async Task<NotifyWorld> StartAsync(string? network = null, string? notify = null, string? policy = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var world = new NotifyWorld(await FakeWebhook.StartAsync(time), time, network, notify, policy);
        Directory.CreateDirectory(Path.Combine(world._folder, "keys"));
        await File.WriteAllTextAsync(OwnKeys.RsaFile(world._folder), TestKeys.Pem("gateway"), Cancellation);
        await Database.MigrateAsync(world._folder, Cancellation);
        await world.StartAgainAsync();
        return world;
    }

    public Settings Settings()
    {
        var (settings, problems) = SettingsFile.Read(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            data: .
            gateway: { origins: [ { host: social.example, scheme: http, upstream: "http://127.0.0.1:1" } ] }
            network: { {{_network}} }
            notify: [{{_notify}}]
            """, []);
        Assert.Empty(problems);
        return settings!;
    }

    public async Task StartAgainAsync()
    {
        var settings = Settings();
        var actors = OwnActors.Load(settings);
        Webhook.Key = actors.Of(settings.Gateway.Origins[0]).SigningKey;
        var (set, problems) = PolicyCompiler.Compile([.. FedFilter.Commands.ShippedPolicy.Files().Select(file => new PolicyFile(file.Name, file.Text)), new PolicyFile("more.yaml", _policy)]);
        Assert.Empty(problems);
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new PatientTime(Time, Timeout.InfiniteTimeSpan)).AddSingleton(settings).AddSingleton(actors).AddSingleton(new PolicyStore(set!))
            .AddStorage(settings.Data).AddNetwork(settings.Network).AddAudit(AuditWorld.Options(settings.Data)).AddSingleton<PeerRecords>().AddSingleton<EvidenceNews>().AddHostedService<EvidenceRecord>().AddNotify()
            .BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    /// <summary>Lets days pass while the program is not running: every second of them would be a tick otherwise.</summary>
    public async Task SleepAsync(TimeSpan span)
    {
        await StopAsync();
        Time.Advance(span);
        await StartAgainAsync();
    }

    public Task AddAsync(string id, string text = "Something waits.") => Box.AddAsync(new Notice(id, "a-test", Time.GetUtcNow(), text), Cancellation);

    public Task<WebhookState> StateAsync(string url = FakeWebhook.Url) =>
        WebhookState.OfAsync(_services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), new Uri(url), Cancellation);

    /// <summary>Lets a second pass again and again, until something holds.</summary>
    public Task PassUntilAsync(Func<Task<bool>> condition, TimeSpan? step = null) => Eventually.HoldsAsync(async () =>
    {
        if (await condition())
            return true;
        Time.Advance(step ?? TimeSpan.FromSeconds(1));
        return false;
    });

    public Task PassUntilAsync(Func<bool> condition, TimeSpan? step = null) => PassUntilAsync(() => Task.FromResult(condition()), step);

    /// <summary>Lets time pass in steps that the loops can follow.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            Time.Advance(step);
            await Task.Delay(15, Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Webhook.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}
