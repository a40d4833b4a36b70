using FedFilter.Audit;
using FedFilter.Identity;
using FedFilter.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.World;

/// <summary>The audit log on a real store with a clock that a test sets, started and stopped as the program does it.</summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProvider _services;

    private AuditWorld(string folder)
    {
        _folder = folder;
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time).AddStorage(_folder).AddAudit(Options(_folder)).BuildServiceProvider();
    }

    /// <summary>Noon, to begin with.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public string Folder => _folder;

    public AuditLog Log => Service<AuditLog>();

    public HeadSigner Signer => Service<HeadSigner>();

    public AuditQuery Query => _services.GetRequiredService<AuditQuery>();

    public RefusalRollup Refusals => _services.GetRequiredService<RefusalRollup>();

    public RejectionRollup Rejections => _services.GetRequiredService<RejectionRollup>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A log in this folder, with a key of its own that stays the same.</summary>
    public static AuditOptions Options(string folder) => new() { DataFolder = folder, Name = "social.example/fedfilter/audit", KeyPem = OwnKeys.Load(folder).AuditPem };

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="folder">That of a world that has ended, to go on where it did.</param>
    public static async Task<AuditWorld> StartAsync(string? folder = null)
    {
        var world = new AuditWorld(folder ?? Directory.CreateTempSubdirectory("fedfilter-tests-").FullName);
        await Database.MigrateAsync(world._folder, Cancellation);
        foreach (var service in world._services.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
        return world;
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
    }

    /// <summary>All entries, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync() =>
        [.. (await Query.ListAsync(new AuditFilter { Limit = int.MaxValue }, Cancellation)).Select(record => record.Entry).Reverse()];

    /// <summary>Until disposed, nothing can be written.</summary>
    public async Task<IAsyncDisposable> LockAsync()
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(_folder, Database.FileName)};Pooling=False");
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Cancellation);
        return other;
    }

    /// <summary>As many entries as asked for, one after the other in time.</summary>
    public async Task AppendAsync(int count, Func<int, AuditEntry>? entry = null, Func<int, AuditDetails>? details = null) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => Log.AppendAsync(entry?.Invoke(i) ?? Refusal(i), details?.Invoke(i) ?? new AuditDetails { Actor = $"https://stranger.example/users/u{i}" }, Cancellation)));

    public AuditEntry Refusal(int i = 0) => new()
    {
        Id = DecisionId.New(Time),
        Time = Time.GetUtcNow().AddMilliseconds(i),
        Kind = AuditKind.Refusal,
        Checkpoint = "gateway",
        Direction = "outbound",
        Request = "fetch",
        Peer = "stranger.example",
        Code = "not-committed",
        Rule = "everyone else",
        Missing = ["no-ai-training"],
        Enforced = true,
        Policy = new string('0', 64),
    };

    /// <summary>The log as it stands, against the head that was signed last.</summary>
    public async Task<LogFindings> CheckAsync() => await Service<LogCheck>().RunAsync(Service<CheckpointFile>().Read() is { } signed ? [signed.Head] : [], Cancellation);

    /// <summary>Waits until all that is written is signed for.</summary>
    public async Task SignedAsync() => await Eventually.HoldsAsync(async () =>
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return Signer.Fault is not null || Signer.Last?.Head.Size == await Service<LogTree>().SizeAsync(Cancellation);
    });

    /// <summary>Time passes without a tick: timers of a second would have to tick for each.</summary>
    public void Sleep(TimeSpan time) => Time.AdjustTime(Time.GetUtcNow() + time);

    /// <summary>What somebody does to the store who may not.</summary>
    public static async Task TamperAsync(string folder, string sql)
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, Database.FileName)};Pooling=False");
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Ends, and leaves the folder.</summary>
    public async Task<string> EndAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        return _folder;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_folder))
            return;
        await EndAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}
