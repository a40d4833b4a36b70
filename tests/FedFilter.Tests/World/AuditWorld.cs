using FedFilter.Audit;
using FedFilter.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.World;

/// <summary>The audit log on a real store with a clock that a test sets, started and stopped as the program does it.</summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly ServiceProvider _services;

    private AuditWorld() => _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time).AddStorage(_folder).AddAudit().BuildServiceProvider();

    /// <summary>Noon, to begin with.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public AuditQuery Query => _services.GetRequiredService<AuditQuery>();

    public RefusalRollup Refusals => _services.GetRequiredService<RefusalRollup>();

    public RejectionRollup Rejections => _services.GetRequiredService<RejectionRollup>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AuditWorld> StartAsync()
    {
        var world = new AuditWorld();
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

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
