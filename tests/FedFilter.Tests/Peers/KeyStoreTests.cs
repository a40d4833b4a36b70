using System.Collections.Concurrent;
using FedFilter.Peers;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

public sealed class KeyStoreTests : IAsyncLifetime
{
    private static readonly SigningKey Key = TestKeys.Of("store", "https://friend.example/users/bob#main-key");

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Lines _log = new();
    private ServiceProvider _services = null!;
    private KeyStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync(_folder, Cancellation);
        _services = new ServiceCollection().AddStorage(_folder).BuildServiceProvider();
        var options = new PeerKeysOptions { OwnHosts = _ => new HashSet<string>(), SignAs = _ => Key, ClientOf = _ => System.Net.IPAddress.Loopback };
        _store = new KeyStore(_services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), options, _time, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task first_contacts_at_one_time_do_not_race()
    {
        for (var i = 0; i < 20; i++)
            _store.Save(Published("https://friend.example/users/bob"));
        _store.Save(Published("https://friend.example/users/last"));

        await Eventually.HoldsAsync(async () => await FindAsync("https://friend.example/users/last") is not null && await FindAsync("https://friend.example/users/bob") is not null);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task the_oldest_keys_beyond_the_number_are_deleted()
    {
        await using var context = await _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        for (var i = 0; i < 10; i++)
            await context.PutAsync(new PeerKeyRow { KeyId = $"https://friend.example/{i}", Owner = "o", Pem = "p", FetchedAt = 100 + i });

        await context.TrimKeysAsync(oldest: 103, most: 4);

        var left = await context.PeerKeys.OrderBy(row => row.FetchedAt).Select(row => row.FetchedAt).ToArrayAsync(Cancellation);
        Assert.Equal([106, 107, 108, 109], left);
    }

    [Fact]
    public async Task a_host_of_which_a_young_key_is_kept_is_known()
    {
        _store.Save(Published("https://friend.example/users/bob"));
        await Eventually.HoldsAsync(async () => await _store.HoldsKeyOfAsync("friend.example", Cancellation));

        Assert.False(await _store.HoldsKeyOfAsync("friend.exampl", Cancellation));
        Assert.False(await _store.HoldsKeyOfAsync("friend.example:8443", Cancellation));
        Assert.False(await _store.HoldsKeyOfAsync("sub.friend.example", Cancellation));

        _time.Advance(TimeSpan.FromDays(7.1));
        Assert.False(await _store.HoldsKeyOfAsync("friend.example", Cancellation));
    }

    [Fact]
    public async Task one_host_writes_only_so_many_keys()
    {
        for (var i = 0; i < 2000; i++)
            _store.Save(Published($"https://evil.example/users/{i}"));
        _store.Save(Published("https://evil.example/users/more"));
        _store.Save(Published("https://friend.example/users/bob"));

        await Eventually.HoldsAsync(async () => await FindAsync("https://friend.example/users/bob") is not null);
        Assert.Null(await FindAsync("https://evil.example/users/more"));
    }

    [Fact]
    public async Task a_store_that_fails_is_logged_once_a_minute_without_a_stack_trace()
    {
        await using (var context = await _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation))
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE peer_keys RENAME TO away", Cancellation);

        for (var i = 0; i < 50; i++)
            Assert.Null(await FindAsync("https://friend.example/users/bob"));
        Assert.DoesNotContain("   at ", Assert.Single(_log), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync("https://friend.example/users/bob"));
        Assert.Equal(2, _log.Count);
    }

    private ValueTask<VerificationKey?> FindAsync(string id) => _store.FindAsync(new KeyId(PeerIri.Parse(id)!), Cancellation);

    private static VerificationKey Published(string id) =>
        VerificationKey.TryFromPem(id, id, Key.PublicPem, out var key) ? key.ForPeer(PeerIri.Parse(id)!.Host) : throw new InvalidOperationException("The key is sound.");

    private sealed class Lines : ConcurrentQueue<string>, ILogger<KeyStore>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue(formatter(state, exception) + exception);
    }
}
