using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

/// <summary>Writes to the tables of peers that two requests may make at one time: neither fails for the other.</summary>
internal static class PeerTables
{
    public static Task PutAsync(this FedFilterContext context, PeerKeyRow row) => context.Database.ExecuteSqlAsync($"""
        INSERT INTO peer_keys (KeyId, Owner, OwnerType, Pem, FetchedAt) VALUES ({row.KeyId}, {row.Owner}, {row.OwnerType}, {row.Pem}, {row.FetchedAt})
        ON CONFLICT (KeyId) DO UPDATE SET Owner = excluded.Owner, OwnerType = excluded.OwnerType, Pem = excluded.Pem, FetchedAt = excluded.FetchedAt
        """);

    /// <summary>Keeps the earlier time if there is one.</summary>
    public static Task PutIfAbsentAsync(this FedFilterContext context, PeerSeenRow row) => context.Database.ExecuteSqlAsync($"""
        INSERT INTO peers_seen (Host, FirstSeen) VALUES ({row.Host}, {row.FirstSeen}) ON CONFLICT (Host) DO NOTHING
        """);

    /// <summary>Whether the row is new; one that is there stays as it is.</summary>
    public static async Task<bool> PutIfAbsentAsync(this FedFilterContext context, PeerRecordRow row, CancellationToken cancellation) => await context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO peer_records (Host, Record, DueAt, Version, UsedAt) VALUES ({row.Host}, {row.Record}, {row.DueAt}, {row.Version}, {row.UsedAt}) ON CONFLICT (Host) DO NOTHING
        """,
        cancellation) > 0;

    /// <summary>Deletes keys that were fetched before a time, and the oldest beyond a number.</summary>
    public static async Task TrimKeysAsync(this FedFilterContext context, long oldest, int most)
    {
        await context.PeerKeys.Where(row => row.FetchedAt < oldest).ExecuteDeleteAsync();
        var excess = await context.PeerKeys.CountAsync() - most;
        if (excess > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM peer_keys WHERE KeyId IN (SELECT KeyId FROM peer_keys ORDER BY FetchedAt LIMIT {excess})");
    }

    /// <summary>Whether a key is kept whose id begins so.</summary>
    public static Task<bool> HoldsKeyAsync(this FedFilterContext context, string prefix, long oldest, CancellationToken cancellation)
    {
        var end = prefix[..^1] + (char)(prefix[^1] + 1);
        return context.PeerKeys.FromSql($"SELECT * FROM peer_keys WHERE KeyId >= {prefix} AND KeyId < {end} AND FetchedAt > {oldest}").AnyAsync(cancellation);
    }
}
