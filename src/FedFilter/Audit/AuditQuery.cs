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
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        IQueryable<AuditEntryRow> rows = context.AuditEntries;
        if (filter.Peer is { } peer)
            rows = rows.Where(row => row.Peer == peer);
        if (filter.Kind is { } kind)
        {
            var several = AuditKind.Several(kind);
            rows = rows.Where(row => row.Kind == kind || row.Kind == several);
        }

        if (filter.Code is { } code)
            rows = rows.Where(row => row.Code == code);
        if (filter.Rule is { } rule)
            rows = rows.Where(row => row.Rule == rule);
        if (filter.Since?.ToUnixTimeMilliseconds() is { } since)
            rows = rows.Where(row => row.Time >= since);
        if (filter.Until?.ToUnixTimeMilliseconds() is { } until)
            rows = rows.Where(row => row.Time < until);
        return await RecordsAsync(context, rows.OrderByDescending(row => row.Sequence).Take(filter.Limit), cancellation);
    }

    /// <summary>One decision, by an id as a person may type it.</summary>
    public async Task<AuditRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        if (DecisionId.Normalise(id) is not { } normal)
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = (await RecordsAsync(context, context.AuditEntries.Where(row => row.Id == normal), cancellation)).SingleOrDefault();
        return found is null ? null : found with { Following = await context.AuditEntries.Where(row => row.Of == normal).SumAsync(row => row.Count, cancellation) };
    }

    /// <summary>The revision of the policy that was last recorded to come into force; null if none ever was.</summary>
    public async Task<string?> LastPolicyAsync(CancellationToken cancellation) =>
        (await ListAsync(new AuditFilter { Kind = AuditKind.Policy, Limit = 1 }, cancellation)) is [var last] ? last.Entry.Policy : null;

    /// <summary>How many requests enforcing would have refused that passed in observe mode.</summary>
    public async Task<long> CountUnenforcedAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.AuditEntries
            .Where(row => !row.Enforced && row.Kind != AuditKind.Shadow && row.Kind != AuditKind.Shadows)
            .SumAsync(row => row.Count, cancellation);
    }

    private static async Task<IReadOnlyList<AuditRecord>> RecordsAsync(FedFilterContext context, IQueryable<AuditEntryRow> rows, CancellationToken cancellation)
    {
        var found = await (
            from row in rows
            join details in context.AuditDetails on row.Sequence equals details.Sequence into kept
            from details in kept.DefaultIfEmpty()
            orderby row.Sequence descending
            select new { row.Sequence, row.Canonical, Details = details == null ? null : details.Canonical }).AsNoTracking().ToListAsync(cancellation);
        return [.. found.Select(row => new AuditRecord(row.Sequence, AuditEntry.Parse(row.Canonical), row.Details is null ? null : AuditDetails.Parse(row.Details)))];
    }
}
