using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Peers;

/// <summary>
/// Confirmed keys on disk, so that a restart does not ask every peer again. A convenience: if the store cannot be read or written, keys
/// are fetched as if it were empty.
/// </summary>
internal sealed class KeyStore(IDbContextFactory<FedFilterContext> contexts, TimeProvider time, ILogger<KeyStore> log)
{
    private const int PruneEvery = 1000;

    /// <summary>Older entries are not believed: the peer may have replaced the key since.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    private long _saved;

    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var row = await context.PeerKeys.AsNoTracking().SingleOrDefaultAsync(row => row.KeyId == keyId, cancellation);
            return row is not null && row.FetchedAt > Oldest() && VerificationKey.TryFromPem(row.KeyId, row.Owner, row.Pem, out var key) ? key.WithOwnerType(row.OwnerType) : null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            PeersLog.StoreFailed(log, e);
            return null;
        }
    }

    /// <summary>Writes in the background: no request waits for it.</summary>
    public void Save(VerificationKey key) => _ = ChangeAsync(async context =>
    {
        if (await context.PeerKeys.FindAsync(key.KeyId) is not { } row)
            context.PeerKeys.Add(row = new PeerKeyRow { KeyId = key.KeyId, Owner = key.Owner, Pem = key.Pem, FetchedAt = Now() });
        (row.Owner, row.OwnerType, row.Pem, row.FetchedAt) = (key.Owner, key.OwnerType, key.Pem, Now());
        await context.SaveChangesAsync();

        // A hostile server can have any number of actors; what is too old to be believed is not kept either.
        if (Interlocked.Increment(ref _saved) % PruneEvery == 1)
        {
            var oldest = Oldest();
            await context.PeerKeys.Where(row => row.FetchedAt < oldest).ExecuteDeleteAsync();
        }
    });

    /// <summary>Likewise in the background.</summary>
    public void Forget(string keyId) => _ = ChangeAsync(context => context.PeerKeys.Where(row => row.KeyId == keyId).ExecuteDeleteAsync());

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
            PeersLog.StoreFailed(log, e);
        }
    }
}
