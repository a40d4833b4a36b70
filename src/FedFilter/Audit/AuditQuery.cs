using System.Runtime.CompilerServices;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>An entry as it is read, with its details where they have not been erased.</summary>
internal sealed record AuditRecord(long Sequence, AuditEntry Entry, AuditDetails? Details)
{
    /// <summary>How many more requests were answered with this entry's id, as far as they are counted yet; looked up for a single entry only.</summary>
    public long Following { get; init; }
}

/// <summary>Reads the log.</summary>
internal sealed class AuditQuery(IDbContextFactory<FedFilterContext> contexts)
{
    private const int Page = 500;

    /// <summary>Newest first, unless the filter says otherwise.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // The most selective first: what is named first leads, and the others are looked up.
        var search = new AuditSearch()
            .WhereId(filter.Id)
            .Where("Peer", filter.Peer)
            .WhereText(filter.Text is null ? null : SearchWords.Plain(filter.Text), SearchWords.Of(filter.Text ?? ""))
            .WhereType(filter.Type)
            .Where("Rule", filter.Rule)
            .Where("Code", filter.Code)
            .Where("Kind", filter.Kind)
            .Where("Checkpoint", filter.Checkpoint)
            .WhereTime(filter.Since?.ToUnixTimeMilliseconds(), filter.Until?.ToUnixTimeMilliseconds())
            .WhereBefore(filter.Before)
            .WhereAfter(filter.After);
        return [.. (await search.RunAsync(context, filter.OldestFirst, filter.Limit, cancellation)).Select(Record)];
    }

    /// <summary>All that match, page by page, the oldest first: for a log of any size.</summary>
    public async IAsyncEnumerable<AuditRecord> AllAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (after, full) = (filter.After, true); full;)
        {
            var page = await ListAsync(filter with { After = after, OldestFirst = true, Limit = Page }, cancellation);
            foreach (var record in page)
                yield return record;
            (after, full) = (page is [.., var last] ? last.Sequence : after, page.Count == Page);
        }
    }

    /// <summary>One decision, by an id as a person may type it.</summary>
    public async Task<AuditRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        if (DecisionId.Normalise(id) is not { } normal)
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var row = await (
            from entry in context.AuditEntries
            join details in context.AuditDetails on entry.Sequence equals details.Sequence into kept
            from details in kept.DefaultIfEmpty()
            where entry.Id == normal
            select new AuditFound(entry.Sequence, entry.Canonical, details == null ? null : details.Canonical)).AsNoTracking().SingleOrDefaultAsync(cancellation);
        return row is null ? null : Record(row) with { Following = await context.AuditEntries.Where(entry => entry.Of == normal).SumAsync(entry => entry.Count, cancellation) };
    }

    /// <summary>The revision of the policy that was last recorded to come into force; null if none ever was.</summary>
    public async Task<string?> LastPolicyAsync(CancellationToken cancellation) =>
        (await ListAsync(new AuditFilter { Kind = AuditKind.Policy, Limit = 1 }, cancellation)) is [var last] ? last.Entry.Policy : null;

    /// <summary>How many requests enforcing would have refused that passed in observe mode.</summary>
    public async Task<long> CountUnenforcedAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.AuditCounts.Where(row => !row.Enforced && row.Kind != AuditKind.Shadow).SumAsync(row => row.Count, cancellation);
    }

    private static AuditRecord Record(AuditFound found) =>
        new(found.Sequence, AuditEntry.Parse(found.Canonical), found.Details is null ? null : AuditDetails.Parse(found.Details));
}
