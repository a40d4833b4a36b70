using System.Text.Json;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>What changed about peers, on disk: until it is told, and for those who look it up.</summary>
internal sealed class EvidenceNews(IDbContextFactory<FedFilterContext> contexts, TimeProvider time)
{
    /// <summary>Recorded changes that are kept of one peer, to be looked up.</summary>
    public const int MaxOfPeer = 20;

    /// <summary>Recorded changes that are kept of all peers.</summary>
    public const int MaxOfAll = 100_000;

    /// <summary>Domains and codes that are counted apart in one hour.</summary>
    public const int MaxCounts = 100;

    /// <summary>What was not told yet, oldest first.</summary>
    public async Task<IReadOnlyList<(long Id, DateTimeOffset Time, EvidenceChange Change)>> UntoldAsync(int most, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. (await context.EvidenceChanges.AsNoTracking().Where(row => !row.IsTold && row.Time <= now).OrderBy(row => row.Id).Take(most).ToListAsync(cancellation)).Select(Read)];
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
        return [.. (await context.EvidenceChanges.AsNoTracking().Where(row => row.Host == peer).OrderByDescending(row => row.Id).Take(most).ToListAsync(cancellation)).Select(Read).Where(row => row.Change.Count is null)];
    }

    /// <summary>Adds changes to what is written together with the record they follow from.</summary>
    public static async Task AddAsync(FedFilterContext context, IReadOnlyList<EvidenceChange> changes, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var change in changes)
            if (change.Count is null)
                Add(context, change, now);
            else
                await CountAsync(context, change, now, cancellation);
    }

    /// <summary>Drops what was recorded of a peer, but for the last changes, and the oldest of all.</summary>
    public static async Task PruneAsync(FedFilterContext context, string peer, CancellationToken cancellation)
    {
        var ofPeer = context.EvidenceChanges.Where(row => row.Host == peer);
        var oldest = await ofPeer.OrderByDescending(row => row.Id).Skip(MaxOfPeer).Select(row => row.Id).FirstOrDefaultAsync(cancellation);
        await ofPeer.Where(row => row.IsTold && row.Id <= oldest).ExecuteDeleteAsync(cancellation);
        var last = await context.EvidenceChanges.MaxAsync(row => (long?)row.Id, cancellation) ?? 0;
        await context.EvidenceChanges.Where(row => row.IsTold && row.Id <= last - MaxOfAll).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Counts a change in the row of its domain, code and hour; where there are too many of them, in one of the code alone.</summary>
    private static async Task CountAsync(FedFilterContext context, EvidenceChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        var end = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(now.UtcDateTime.Hour + 1);
        var rows = context.EvidenceChanges.Where(row => !row.IsTold && row.Time == end.ToUnixTimeMilliseconds());
        foreach (var host in (string[])[change.Peer, ""])
        {
            foreach (var row in await rows.Where(row => row.Host == host).ToListAsync(cancellation))
                if (Read(row).Change is var counted && counted.Code == change.Code)
                {
                    row.Change = Json(counted with { Count = counted.Count + change.Count });
                    return;
                }

            if (host.Length > 0 && await rows.CountAsync(cancellation) < MaxCounts)
                break;
            change = change with { Peer = "" };
        }

        Add(context, change, end);
    }

    private static void Add(FedFilterContext context, EvidenceChange change, DateTimeOffset at) =>
        context.EvidenceChanges.Add(new EvidenceChangeRow { Host = change.Peer, Time = at.ToUnixTimeMilliseconds(), Change = Json(change) });

    private static string Json(EvidenceChange change) => JsonSerializer.Serialize(change, EvidenceChangeJson.Default.EvidenceChange);

    private static (long Id, DateTimeOffset Time, EvidenceChange Change) Read(EvidenceChangeRow row) =>
        (row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.Time), JsonSerializer.Deserialize(row.Change, EvidenceChangeJson.Default.EvidenceChange)!);
}
