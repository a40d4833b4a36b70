using FedFilter.Audit.Merkle;
using FedFilter.Storage;

namespace FedFilter.Audit;

/// <summary>Writes entries, and with them, in the same transaction, their leaves into the tree and their counts. Used by one thread at a time.</summary>
internal sealed class LogWriter
{
    private TreeEdge? _edge;

    public async Task WriteAsync(FedFilterContext context, IReadOnlyList<SealedEntry> entries)
    {
        using var batch = AuditBatch.Begin(context);
        var (edge, position) = await BeginAsync(batch);
        _edge = null; // until it is on disk: if that fails, what the disk holds is asked again
        var counts = new BatchCounts();
        foreach (var entry in entries)
        {
            var row = SealedEntry.Row(position, entry.Entry, entry.Canonical);
            batch.Add(row);
            batch.Add(entry.DetailsRow(position));
            if (entry.Details.Words() is { Length: > 0 } words)
                batch.AddWords(position, words);
            counts.Add(row);
            edge?.Append(entry.Leaf);
            position++;
        }

        counts.WriteTo(batch);
        WriteTiles(batch, edge);
        batch.Commit();
        _edge = edge;
    }

    public static void WriteTiles(AuditBatch batch, TreeEdge? edge)
    {
        foreach (var (tile, hashes) in edge?.TakeChanged() ?? [])
            batch.Put(new AuditTileRow { Level = tile.Level, Number = tile.Number, Hashes = hashes });
    }

    /// <summary>
    /// The tree's edge and the next position. Others write too (a command beside <c>serve</c>), so the store is asked each time. A tree that
    /// somebody has damaged must not keep refusals from being recorded: then there is no edge, and <see cref="LogCheck"/> says the rest.
    /// </summary>
    private async Task<(TreeEdge? Edge, long Position)> BeginAsync(AuditBatch batch)
    {
        var (size, end) = (batch.TreeSize(), batch.EntriesEnd());
        try
        {
            var edge = _edge?.Size == size ? _edge : await TreeEdge.OfAsync(size, (level, number) => Task.FromResult(batch.Tile(level, number)));
            return end <= size ? (edge, size) : (null, end);
        }
        catch (TreeFaultException)
        {
            return (null, Math.Max(size, end));
        }
    }
}
