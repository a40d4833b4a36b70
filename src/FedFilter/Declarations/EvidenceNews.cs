using System.Text.Json;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>What changed about peers, on disk: until it is told, and for those who look it up.</summary>
internal sealed class EvidenceNews(IDbContextFactory<FedFilterContext> contexts)
{
    /// <summary>What was not told yet, oldest first.</summary>
    public async Task<IReadOnlyList<(long Id, DateTimeOffset Time, EvidenceChange Change)>> UntoldAsync(int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. (await context.EvidenceChanges.AsNoTracking().Where(row => !row.IsTold).OrderBy(row => row.Id).Take(most).ToListAsync(cancellation)).Select(Read)];
    }

    public async Task ToldAsync(long id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.EvidenceChanges.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(told => told.IsTold, true), cancellation);
    }

    /// <summary>The last changes about a peer, newest first.</summary>
    public async Task<IReadOnlyList<(long Id, DateTimeOffset Time, EvidenceChange Change)>> OfAsync(string peer, int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. (await context.EvidenceChanges.AsNoTracking().Where(row => row.Host == peer).OrderByDescending(row => row.Id).Take(most).ToListAsync(cancellation)).Select(Read)];
    }

    private static (long Id, DateTimeOffset Time, EvidenceChange Change) Read(EvidenceChangeRow row) =>
        (row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.Time), JsonSerializer.Deserialize(row.Change, EvidenceChangeJson.Default.EvidenceChange)!);
}
