using System.Collections.Concurrent;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Peers;

/// <summary>When a request of a peer was verified for the first time: kept on disk, so that it outlives its keys and restarts.</summary>
internal sealed class PeersSeen(IDbContextFactory<FedFilterContext> contexts, TimeProvider time, ILogger<PeersSeen> log)
{
    private const int MostInMemory = 100_000;

    /// <summary>One domain can have any number of hosts. Beyond this many, further ones stay strangers that are met for the first time.</summary>
    private const int MostOnDisk = 1_000_000;

    private readonly ConcurrentDictionary<string, Lazy<Task<DateTimeOffset?>>> _met = new(StringComparer.Ordinal);
    private readonly OncePerMinute _logging = new(time);
    private long _kept = -1; // not counted yet

    /// <summary>When the host was first met; if that is now, it is kept. Goes on in the background if nobody waits. Null if the store cannot tell.</summary>
    public Task<DateTimeOffset?> MeetAsync(string host)
    {
        if (_met.TryGetValue(host, out var known))
            return known.Value;
        if (_met.Count >= MostInMemory)
            _met.Clear(); // they are on disk
        return _met.GetOrAdd(host, new Lazy<Task<DateTimeOffset?>>(() => Task.Run(() => MeetFirstAsync(host)))).Value;
    }

    /// <summary>When the host was first met; now, if it never was. Null if the store cannot tell.</summary>
    public async ValueTask<DateTimeOffset?> FindAsync(string host, CancellationToken cancellation)
    {
        if (_met.TryGetValue(host, out var known))
            return await known.Value.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await FirstAsync(context, host, cancellation) ?? time.GetUtcNow();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            Log(e);
            return null;
        }
    }

    /// <summary>Whether a request of the host was ever verified; false where the store cannot tell.</summary>
    public async ValueTask<bool> IsMetAsync(string host, CancellationToken cancellation)
    {
        if (_met.ContainsKey(host))
            return true;
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await FirstAsync(context, host, cancellation) is not null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            Log(e);
            return false;
        }
    }

    private async Task<DateTimeOffset?> MeetFirstAsync(string host)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            if (await FirstAsync(context, host, CancellationToken.None) is { } first)
                return first;

            var now = time.GetUtcNow();
            if (Interlocked.Read(ref _kept) < 0)
                Interlocked.Exchange(ref _kept, await context.PeersSeen.LongCountAsync());
            if (Interlocked.Read(ref _kept) < MostOnDisk)
            {
                await context.PutIfAbsentAsync(new PeerSeenRow { Host = host, FirstSeen = now.ToUnixTimeMilliseconds() });
                Interlocked.Increment(ref _kept);
            }

            return now;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or ObjectDisposedException)
        {
            Log(e);
            _met.TryRemove(host, out _); // the next request of theirs tries again
            return null;
        }
    }

    private static async Task<DateTimeOffset?> FirstAsync(FedFilterContext context, string host, CancellationToken cancellation) =>
        await context.PeersSeen.AsNoTracking().SingleOrDefaultAsync(row => row.Host == host, cancellation) is { } row
            ? DateTimeOffset.FromUnixTimeMilliseconds(row.FirstSeen)
            : null;

    private void Log(Exception e)
    {
        if (_logging.TryTake())
            PeersLog.SeenFailed(log, e.Message);
    }
}
