using FedFilter.Peers;
using FedFilter.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

public sealed class PeersSeenTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly FakeTimeProvider _time = new(Noon);
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync(_folder, Cancellation);
        _services = new ServiceCollection().AddStorage(_folder).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task a_peer_was_first_met_when_it_first_was_and_a_restart_knows()
    {
        Assert.Equal(Noon, await AfterRestart().MeetAsync("a.example"));
        _time.Advance(TimeSpan.FromDays(30));

        var seen = AfterRestart();
        Assert.Equal(Noon, await seen.FindAsync("a.example", Cancellation));
        Assert.Equal(Noon, await seen.MeetAsync("a.example"));
        Assert.Equal(Noon, await seen.FindAsync("a.example", Cancellation));
    }

    [Fact]
    public async Task who_is_only_asked_about_is_not_met()
    {
        var seen = AfterRestart();

        Assert.Equal(Noon, await seen.FindAsync("a.example", Cancellation));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(Noon.AddDays(1), await seen.MeetAsync("a.example"));
    }

    [Fact]
    public async Task a_store_that_fails_tells_nothing_and_is_asked_again()
    {
        var seen = AfterRestart();
        await ExecuteAsync("ALTER TABLE peers_seen RENAME TO away");
        Assert.Null(await seen.MeetAsync("a.example"));
        Assert.Null(await seen.FindAsync("b.example", Cancellation));
        await ExecuteAsync("ALTER TABLE away RENAME TO peers_seen");

        Assert.Equal(Noon, await seen.MeetAsync("a.example"));
    }

    private PeersSeen AfterRestart() =>
        new(_services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), _time, NullLogger<PeersSeen>.Instance);

    private async Task ExecuteAsync(string sql)
    {
        await using var context = await _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        await context.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }
}
