using FedFilter.Audit.Merkle;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>
/// Makes the tree, the counts and the words of a log that was written before there were any. Only where there is no tree at all: one that
/// lacks something is never mended, since then somebody could have entries vouched for that were put in later.
/// </summary>
internal static class AuditUpgrade
{
    private const int Page = 1_000;

    public static async Task RunAsync(IDbContextFactory<FedFilterContext> contexts, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AuditTiles.AnyAsync(cancellation) || !await context.AuditEntries.AnyAsync(cancellation))
            return;
        using var batch = AuditBatch.Begin(context);
        if (batch.TreeSize() > 0) // another process was faster
            return;

        await using var reading = await contexts.CreateDbContextAsync(cancellation);
        var (edge, counts) = (new TreeEdge(), new BatchCounts());
        for (long next = 0, end = batch.EntriesEnd(); next < end;)
        {
            var rows = await (
                from entry in reading.AuditEntries
                join details in reading.AuditDetails on entry.Sequence equals details.Sequence into kept
                from details in kept.DefaultIfEmpty()
                where entry.Sequence >= next
                orderby entry.Sequence
                select new { Entry = entry, Details = details }).Take(Page).AsNoTracking().ToListAsync(cancellation);
            foreach (var row in rows)
                Add(row.Entry, row.Details);
            LogWriter.WriteTiles(batch, edge);
            next = rows[^1].Entry.Sequence + 1;
        }

        counts.WriteTo(batch);
        batch.Commit();

        void Add(AuditEntryRow row, AuditDetailsRow? details)
        {
            if (LogCheck.Read(row.Canonical) is not { } read)
                return; // no entry: the tree ends here, and the check names it
            var now = SealedEntry.Row(row.Sequence, read, row.Canonical);
            counts.Add(now);
            batch.Run("UPDATE audit_entries SET Kind = $0, Checkpoint = $1 WHERE Sequence = $2", now.Kind, now.Checkpoint, now.Sequence);
            if (row.Sequence == edge.Size)
                edge.Append(TreeHash.Leaf(row.Canonical));
            if (details is null)
                return;
            var parsed = AuditDetails.Parse(details.Canonical);
            batch.Run("UPDATE audit_details SET Type = $0 WHERE Sequence = $1", SealedEntry.TypeOf(parsed), row.Sequence);
            if (parsed.Words() is { Length: > 0 } words)
                batch.AddWords(row.Sequence, words);
        }
    }
}
