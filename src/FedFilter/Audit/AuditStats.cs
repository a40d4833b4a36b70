using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>How many requests one day, peer or reason stands for.</summary>
/// <param name="Name">The day as <c>yyyy-MM-dd</c>, the host, or the code.</param>
/// <param name="Count">Requests.</param>
internal sealed record AuditStat(string Name, long Count);

/// <summary>Sums over the counts by hour: as fast for ten million entries as for ten.</summary>
/// <param name="Days">Each day that has any, the oldest first.</param>
/// <param name="Peers">The most first.</param>
/// <param name="Reasons">The most first.</param>
internal sealed record AuditStats(IReadOnlyList<AuditStat> Days, IReadOnlyList<AuditStat> Peers, IReadOnlyList<AuditStat> Reasons)
{
    private const long Day = 86_400_000;

    public long Total => Days.Sum(day => day.Count);

    /// <param name="contexts">The store.</param>
    /// <param name="kinds">Which kinds are counted.</param>
    /// <param name="since">From the hour that this is in.</param>
    /// <param name="until">Not included.</param>
    /// <param name="top">How many peers and reasons.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="checkpoint">Only what was decided there; counted entry by entry, as far back as there are any.</param>
    public static async Task<AuditStats> OfAsync(
        IDbContextFactory<FedFilterContext> contexts, IReadOnlyList<string> kinds, DateTimeOffset since, DateTimeOffset until, int top, CancellationToken cancellation,
        string? checkpoint = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (from, to) = (BatchCounts.HourOf(since.ToUnixTimeMilliseconds()), until.ToUnixTimeMilliseconds());
        var rows = checkpoint is null
            ? context.AuditCounts.Where(row => row.Hour >= from && row.Hour < to && kinds.Contains(row.Kind)).Select(row => new { row.Hour, row.Peer, row.Code, row.Count })
            : context.AuditEntries.Where(row => row.Checkpoint == checkpoint && row.Time >= from && row.Time < to && kinds.Contains(row.Kind))
                .Select(row => new { Hour = row.Time, Peer = row.Peer ?? "", Code = row.Code ?? "", row.Count });
        var days = await rows.GroupBy(row => row.Hour / Day)
            .Select(group => new { Day = group.Key, Count = group.Sum(row => row.Count) }).OrderBy(day => day.Day).ToListAsync(cancellation);
        var peers = await rows.Where(row => row.Peer != "")
            .GroupBy(row => row.Peer).Select(group => new { group.Key, Count = group.Sum(row => row.Count) })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key).Take(top).ToListAsync(cancellation);
        var reasons = await rows.GroupBy(row => row.Code).Select(group => new { group.Key, Count = group.Sum(row => row.Count) })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key).Take(top).ToListAsync(cancellation);
        return new AuditStats(
            [.. days.Select(day => new AuditStat(DateTimeOffset.FromUnixTimeMilliseconds(day.Day * Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day.Count))],
            [.. peers.Select(peer => new AuditStat(peer.Key, peer.Count))],
            [.. reasons.Select(reason => new AuditStat(reason.Key, reason.Count))]);
    }
}
