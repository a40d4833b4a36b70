using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>What the relay itself has to say, on disk until it is said.</summary>
internal sealed class Messages(IDbContextFactory<FedFilterContext> contexts)
{
    private const int AtOnce = 1000;

    /// <summary>To whom there is something new to say, and which is the last that was seen.</summary>
    public async Task<(IReadOnlyList<long> Subscribers, long Last)> NewAsync(long after, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.RelayMessages.Where(row => row.Id > after).OrderBy(row => row.Id).Take(AtOnce)
            .Select(row => new { row.Id, row.Subscriber }).ToListAsync(cancellation);
        return ([.. rows.Select(row => row.Subscriber).Distinct()], rows.LastOrDefault()?.Id ?? after);
    }

    /// <summary>What is to be said next; null if nothing is.</summary>
    public async Task<RelayMessageRow?> NextAsync(long subscriber, long after, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelayMessages.AsNoTracking().Where(row => row.Subscriber == subscriber && row.Id > after).OrderBy(row => row.Id).FirstOrDefaultAsync(cancellation);
    }
}
