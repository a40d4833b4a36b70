using System.Collections.Concurrent;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Peers;

/// <summary>
/// Confirmed keys on disk, so that a restart does not ask every peer again. A convenience: if the store cannot be read or written, keys
/// are fetched as if it were empty.
/// </summary>
internal sealed class KeyStore(IDbContextFactory<FedFilterContext> contexts, PeerKeysOptions options, TimeProvider time, ILogger<KeyStore> log)
{
    /// <summary>Keys on disk; the oldest are deleted. A hostile server can have any number of actors.</summary>
    public const int MostKeys = 100_000;

    private const int TrimEvery = 1000;
    private const int BatchSize = 200;

    /// <summary>Older entries are not believed: the peer may have replaced the key since.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    // Beyond this a host's keys stay in memory: one host must not push out those of all others.
    private readonly TokenBuckets _savesByHost = new(burst: 2000, perSecond: 0.1, time);
    private readonly OncePerMinute _logging = new(time);
    private readonly ConcurrentDictionary<string, VerificationKey> _pending = new(StringComparer.Ordinal);
    private int _writing;
    private int _saved = TrimEvery; // the first batch after a start trims

    public async ValueTask<VerificationKey?> FindAsync(KeyId keyId, CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var row = await context.PeerKeys.AsNoTracking().SingleOrDefaultAsync(row => row.KeyId == keyId.Text, cancellation);
            return row is not null && row.FetchedAt > Oldest() && VerificationKey.TryFromPem(row.KeyId, row.Owner, row.Pem, out var key, options.MaxRsaBits)
                ? key.ForPeer(keyId.Host, row.OwnerType)
                : null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            Log(e);
            return null;
        }
    }

    /// <summary>Whether a key of the host that is young enough to be believed is kept.</summary>
    public async ValueTask<bool> HoldsKeyOfAsync(string host, CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await context.HoldsKeyAsync($"https://{host}/", Oldest(), cancellation) || await context.HoldsKeyAsync($"http://{host}/", Oldest(), cancellation);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            Log(e);
            return false;
        }
    }

    /// <summary>Writes in the background, many keys together: no request waits for it.</summary>
    public void Save(VerificationKey key)
    {
        if (!_savesByHost.TryTake(key.Peer))
            return;
        _pending[key.KeyId] = key;
        if (Interlocked.Exchange(ref _writing, 1) == 0)
            _ = Task.Run(WriteAsync);
    }

    /// <summary>Deletes in the background.</summary>
    public void Forget(string keyId)
    {
        _pending.TryRemove(keyId, out _);
        _ = ChangeAsync(context => context.PeerKeys.Where(row => row.KeyId == keyId).ExecuteDeleteAsync());
    }

    /// <summary>One writer at a time; what comes meanwhile is written with the next batch.</summary>
    private async Task WriteAsync()
    {
        do
        {
            while (!_pending.IsEmpty)
                await ChangeAsync(WriteBatchAsync);
            Volatile.Write(ref _writing, 0);
        }
        while (!_pending.IsEmpty && Interlocked.Exchange(ref _writing, 1) == 0);
    }

    private async Task WriteBatchAsync(FedFilterContext context)
    {
        var keys = new List<VerificationKey>(BatchSize);
        foreach (var keyId in _pending.Keys.Take(BatchSize))
            if (_pending.TryRemove(keyId, out var key))
                keys.Add(key);

        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var key in keys)
            await context.PutAsync(new PeerKeyRow { KeyId = key.KeyId, Owner = key.Owner, OwnerType = key.OwnerType, Pem = key.Pem, FetchedAt = Now() });
        _saved += keys.Count;
        if (_saved >= TrimEvery)
        {
            _saved = 0;
            await context.TrimKeysAsync(Oldest(), MostKeys);
        }

        await transaction.CommitAsync();
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Oldest() => Now() - (long)MaxAge.TotalMilliseconds;

    private async Task ChangeAsync(Func<FedFilterContext, Task> change)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            await change(context);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or ObjectDisposedException)
        {
            Log(e);
            _pending.Clear(); // they are in memory, and fetched again after a restart
        }
    }

    private void Log(Exception e)
    {
        if (_logging.TryTake())
            PeersLog.StoreFailed(log, e.Message);
    }
}
