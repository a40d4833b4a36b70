using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>Which peers decisions were made about, and when last: whose record is given up where room is scarce.</summary>
internal sealed class PeerRecordUse
{
    private const int MaxNoted = 100_000;
    private const int Batch = 2_000;

    /// <summary>How exactly the last use is known.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    /// <summary>A decision looks at what is known of a peer. Costs one lookup in memory.</summary>
    public void Note(string peer)
    {
        if (!_used.ContainsKey(peer) && _used.Count < MaxNoted)
            _used.TryAdd(peer, true);
    }

    /// <summary>Writes down what was noted since the last time.</summary>
    public async Task WriteAsync(FedFilterContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var (at, before) = (now.ToUnixTimeMilliseconds(), (now - Grain).ToUnixTimeMilliseconds());
        foreach (var hosts in _used.Keys.Chunk(Batch))
        {
            await context.PeerRecords.Where(row => hosts.Contains(row.Host) && row.UsedAt < before).ExecuteUpdateAsync(row => row.SetProperty(used => used.UsedAt, at), cancellation);
            foreach (var host in hosts)
                _used.TryRemove(host, out _);
        }
    }

    /// <summary>
    /// Removes records until there is room again: first of hosts that never sent a request which could be verified, then those that no decision
    /// looked at for the longest time.
    /// </summary>
    /// <param name="context">The store.</param>
    /// <param name="room">How much there is.</param>
    /// <param name="named">Hosts whose records stay.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The hosts, one after the other.</returns>
    public static async IAsyncEnumerable<string> GiveUpAsync(
        FedFilterContext context, PeerRecordRoom room, IReadOnlyCollection<string> named, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stay = named.ToHashSet(StringComparer.Ordinal);
        for (var kept = 0; !room.IsWide;)
        {
            var rows = await (
                from row in context.PeerRecords.AsNoTracking()
                orderby context.PeersSeen.Any(seen => seen.Host == row.Host), row.UsedAt, row.Host
                select new { row.Host, Length = row.Record == null ? 0 : row.Record.Length }).Skip(kept).Take(Batch).ToListAsync(cancellation);
            if (rows.Count == 0)
                yield break;
            var hosts = rows.Select(row => row.Host).Where(host => !stay.Contains(host)).ToArray();
            kept += rows.Count - hosts.Length;
            await context.PeerRecords.Where(row => hosts.Contains(row.Host)).ExecuteDeleteAsync(cancellation);
            await context.EvidenceChanges.Where(row => hosts.Contains(row.Host) && row.IsTold).ExecuteDeleteAsync(cancellation);
            foreach (var row in rows.Where(row => !stay.Contains(row.Host)))
            {
                room.Give(row.Host, row.Length);
                yield return row.Host;
            }
        }
    }
}
