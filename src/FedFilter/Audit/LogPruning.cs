using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>What was dropped, or would be.</summary>
/// <param name="Details">Entries whose personal details are gone.</param>
/// <param name="Entries">Entries of which only the hash is left.</param>
internal sealed record Pruned(long Details, long Entries);

/// <summary>
/// Drops what was kept as long as it was to be: first the personal details, much later the entries. Their hashes stay, so that the log
/// still verifies; and before entries go, the log says up to which position, so that no other entry can go missing unnoticed.
/// </summary>
internal sealed class LogPruning(IDbContextFactory<FedFilterContext> contexts, AuditOptions options, TimeProvider time)
{
    // Between batches others may write: a refusal waits for its entry.
    private const int MaxBatch = 250;

    private readonly LogWriter _writer = new();

    public async Task<Pruned> RunAsync(bool dry, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        var (detailsBefore, entriesBefore) = (await BoundaryAsync(context, now - options.DetailsKeep, cancellation), await BoundaryAsync(context, now - options.Keep, cancellation));
        detailsBefore = Math.Max(detailsBefore, entriesBefore);
        var pruned = new Pruned(
            await context.AuditDetails.LongCountAsync(row => row.Sequence < detailsBefore, cancellation),
            await context.AuditEntries.LongCountAsync(row => row.Sequence < entriesBefore, cancellation));
        if (dry || pruned is { Details: 0, Entries: 0 })
            return pruned;

        if (pruned.Entries > 0)
            await _writer.WriteAsync(context, [SealedEntry.Of(Note(entriesBefore, now), new AuditDetails())]);
        while (EraseDetails(context, detailsBefore))
            await Task.Delay(1, cancellation); // whoever waits for the store comes first
        while (DropEntries(context, entriesBefore))
            await Task.Delay(1, cancellation);
        var hour = BatchCounts.HourOf((now - options.Keep).ToUnixTimeMilliseconds());
        await context.AuditHours.Where(row => row.Last < entriesBefore).ExecuteDeleteAsync(cancellation);
        await context.AuditCounts.Where(row => row.Hour < hour).ExecuteDeleteAsync(cancellation);
        await Database.EmptyWriteAheadLogAsync(context, cancellation);
        return pruned;
    }

    /// <summary>
    /// The position before which all is older. By the hour; a clock that was once wrong neither keeps nor drops more than its own entries'
    /// neighbours: hours decades ahead do not count, and times long past stand among their neighbours.
    /// </summary>
    private static async Task<long> BoundaryAsync(FedFilterContext context, DateTimeOffset before, CancellationToken cancellation)
    {
        var (oldest, newest) = (BatchCounts.HourOf(before.ToUnixTimeMilliseconds()), before.AddYears(50).ToUnixTimeMilliseconds());
        return await context.AuditHours.Where(row => row.Hour >= oldest && row.Hour < newest).MinAsync(row => (long?)row.First, cancellation)
            ?? (await context.AuditEntries.MaxAsync(row => (long?)row.Sequence, cancellation) is { } last ? last + 1 : 0);
    }

    private static bool EraseDetails(FedFilterContext context, long before)
    {
        using var batch = AuditBatch.Begin(context);
        var found = batch.DetailsBefore(before, MaxBatch);
        foreach (var (sequence, canonical) in found)
        {
            if (AuditDetails.Parse(canonical).Words() is { Length: > 0 } words)
                batch.RemoveWords(sequence, words);
            batch.RemoveDetails(sequence);
        }

        batch.Commit();
        return found.Count == MaxBatch;
    }

    private static bool DropEntries(FedFilterContext context, long before)
    {
        using var batch = AuditBatch.Begin(context);
        var dropped = batch.RemoveEntries(before, MaxBatch);
        batch.Commit();
        return dropped == MaxBatch;
    }

    private AuditEntry Note(long before, DateTimeOffset now) => new()
    {
        Id = DecisionId.New(time),
        Time = now,
        Kind = AuditKind.Pruned,
        Code = "keep",
        Enforced = true,
        DroppedBefore = before,
    };
}
