using System.Text.Json;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>
/// Reads the whole log and names the first entry that does not fit: its octets and their leaf, the columns that queries use, the details
/// and their seal, the tree above the leaves, and at last the heads that were signed. Memory does not grow with the log.
/// </summary>
internal sealed class LogCheck(IDbContextFactory<FedFilterContext> contexts)
{
    private readonly LogTree _tree = new(contexts);

    /// <param name="heads">Heads that the log must have had, the oldest first; who signed them was asked before.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LogFindings> RunAsync(IReadOnlyList<TreeHead> heads, CancellationToken cancellation)
    {
        var size = await _tree.SizeAsync(cancellation);
        var walk = new Walk();
        var fault = await EntriesAsync(walk, size, cancellation) ?? await BeyondAsync(size, cancellation) ?? await HeadsAsync(heads, size);
        return new LogFindings(size, fault is null ? await _tree.Open().RootAsync(size) : null, walk.Dropped, walk.Erased, fault);
    }

    /// <summary>Whether the tree as it is kept has these heads: a quick look that reads no entries.</summary>
    public async Task<LogFault?> HeadsAsync(IReadOnlyList<TreeHead> heads, long size)
    {
        var good = 0L;
        foreach (var head in heads)
        {
            if (head.Size > size)
                return new LogFault(
                    size, null, $"is missing: the log ends here, and {head.Size} entries were signed for. It was cut, or put back to an older state");
            try
            {
                if (!(await _tree.Open().RootAsync(head.Size)).AsSpan().SequenceEqual(head.Root))
                    return new LogFault(
                        good,
                        null,
                        $"or one that follows is not what was signed for: the first {head.Size} entries have another root now. They were rewritten together with the tree");
            }
            catch (TreeFaultException e)
            {
                return new LogFault(e.First, null, e.Message);
            }

            good = head.Size;
        }

        return null;
    }

    /// <summary>An entry of its octets; null if they are none.</summary>
    public static AuditEntry? Read(byte[] canonical)
    {
        try
        {
            return AuditEntry.Parse(canonical);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }

    /// <summary>The position before which entries may be gone: the log says so itself.</summary>
    private async Task<long> DroppedBeforeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var last = await context.AuditEntries.Where(row => row.Kind == AuditKind.Pruned)
            .OrderByDescending(row => row.Sequence).Select(row => row.Canonical).FirstOrDefaultAsync(cancellation);
        return last is null ? 0 : Read(last)?.DroppedBefore ?? 0;
    }

    private async Task<LogFault?> EntriesAsync(Walk walk, long size, CancellationToken cancellation)
    {
        for (long start = 0; start < size; start += Tile.FullWidth)
        {
            var width = (int)Math.Min(Tile.FullWidth, size - start);
            if (await _tree.TileAsync(0, start / Tile.FullWidth) is not { } leaves || leaves.Length < width * TreeHash.Size)
                return new LogFault(start, null, "and those that follow have no hashes any more");
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var rows = await (
                from entry in context.AuditEntries
                join details in context.AuditDetails on entry.Sequence equals details.Sequence into kept
                from details in kept.DefaultIfEmpty()
                where entry.Sequence >= start && entry.Sequence < start + width
                select new { Entry = entry, Details = details }).AsNoTracking().ToDictionaryAsync(row => row.Entry.Sequence, cancellation);
            for (var i = 0; i < width; i++)
            {
                var row = rows.GetValueOrDefault(start + i);
                if (row is null && start + i >= walk.DroppedBefore)
                    walk.DroppedBefore = await DroppedBeforeAsync(cancellation); // it may have been dropped just now
                if (walk.Entry(start + i, row?.Entry, row?.Details, leaves.AsSpan(i * TreeHash.Size, TreeHash.Size)) is { } fault)
                    return fault;
            }

            foreach (var (tile, hashes) in walk.TakeTiles())
                if (await _tree.TileAsync(tile.Level, tile.Number) is not { } kept || kept.Length < hashes.Length || !kept.AsSpan(0, hashes.Length).SequenceEqual(hashes))
                    return new LogFault(start, null, "or one of the 255 that follow has another hash than the tree above says");
        }

        return null;
    }

    private async Task<LogFault?> BeyondAsync(long size, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var beyond = await context.AuditEntries.Where(row => row.Sequence < 0 || row.Sequence >= size)
            .OrderBy(row => row.Sequence).Select(row => new { row.Sequence, row.Id }).FirstOrDefaultAsync(cancellation);

        // What was appended since the size was read is none of it.
        return beyond is null || beyond.Sequence >= size && beyond.Sequence < await _tree.SizeAsync(cancellation)
            ? null
            : new LogFault(beyond.Sequence, beyond.Id, "stands outside of the tree");
    }

    /// <summary>The way from the first entry to the last.</summary>
    private sealed class Walk
    {
        private readonly TreeEdge _edge = new();

        public long DroppedBefore { get; set; }

        public long Dropped { get; private set; }

        public long Erased { get; private set; }

        public LogFault? Entry(long position, AuditEntryRow? row, AuditDetailsRow? details, ReadOnlySpan<byte> leaf)
        {
            _edge.Append(leaf);
            if (row is null)
            {
                Dropped++;
                return position < DroppedBefore ? null : new LogFault(position, null, "is missing");
            }

            if (details is null)
                Erased++;
            if (!TreeHash.Leaf(row.Canonical).AsSpan().SequenceEqual(leaf))
                return new LogFault(position, row.Id, "is not the one that was logged at this place: its hash is another");
            if (Read(row.Canonical) is not { } entry || !IsRowOf(entry, row))
                return new LogFault(position, row.Id, "is found by other values than it holds");
            return details is not null && AuditDetails.Seal(details.Salt, details.Canonical) != entry.Details
                ? new LogFault(position, row.Id, "has other details than were sealed into it")
                : null;
        }

        public IEnumerable<(Tile Tile, byte[] Hashes)> TakeTiles() => _edge.TakeChanged().Where(changed => changed.Tile.Level > 0);

        private static bool IsRowOf(AuditEntry entry, AuditEntryRow row)
        {
            var own = SealedEntry.Row(row.Sequence, entry, row.Canonical);
            return (own.Id, own.Time, own.Kind, own.Checkpoint, own.Peer, own.Rule) == (row.Id, row.Time, row.Kind, row.Checkpoint, row.Peer, row.Rule)
                && (own.Code, own.Enforced, own.Count, own.Of) == (row.Code, row.Enforced, row.Count, row.Of);
        }
    }
}
