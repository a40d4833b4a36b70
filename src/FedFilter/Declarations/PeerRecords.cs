using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Declarations;

/// <summary>What was found out about peers, on disk; what decisions look at of it, in memory too.</summary>
internal sealed class PeerRecords(IDbContextFactory<FedFilterContext> contexts, TimeProvider time, ILogger<PeerRecords> log) : IDisposable
{
    /// <summary>In memory, of all peers.</summary>
    private const long MaxOctets = 64 * 1024 * 1024;

    /// <summary>Of others' writes, at one look.</summary>
    private const int AtOnce = 1000;

    private readonly PeerRecordRoom _room = new();
    private readonly PeerRecordUse _use = new();
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxOctets });
    private long _noticed = -1; // the last version that was seen; none yet
    private int _notices;

    /// <summary>The versions that this process kept and did not see yet.</summary>
    private readonly ConcurrentDictionary<long, bool> _own = new();

    /// <summary>What is known of a peer; of one that was never asked, that it may be anything.</summary>
    public ValueTask<PeerKnowledge> FindAsync(string peer, CancellationToken cancellation)
    {
        _use.Note(peer);
        return _known.Get<PeerKnowledge>(peer) is { } known ? new(known) : ReadAsync(peer, cancellation);
    }

    /// <summary>Writes down which peers were used, and gives up those that were not for the longest time where room is scarce.</summary>
    /// <param name="named">The peers that the policy names: they stay.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PruneAsync(IReadOnlyCollection<string> named, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await _room.CountAsync(context, cancellation);
        await _use.WriteAsync(context, time.GetUtcNow(), cancellation);
        if (_room.IsTight)
            await foreach (var host in PeerRecordUse.GiveUpAsync(context, _room, named, cancellation))
                _known.Remove(host);
    }

    /// <summary>Forgets what is in memory of peers that another process asked since the last call: a command beside <c>serve</c>.</summary>
    public async Task NoticeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (_noticed < 0)
        {
            _noticed = await context.PeerRecords.MaxAsync(row => (long?)row.Version, cancellation) ?? 0;
            Interlocked.Increment(ref _notices);
            _known.Clear();
            return;
        }

        var newer = await context.PeerRecords.AsNoTracking().Where(row => row.Version > _noticed).OrderBy(row => row.Version).Select(row => new { row.Host, row.Version }).Take(AtOnce).ToListAsync(cancellation);
        if (newer.Count == 0)
            return;
        _noticed = newer[^1].Version;
        Interlocked.Increment(ref _notices);
        foreach (var row in newer)
            if (!_own.ContainsKey(row.Version))
                _known.Remove(row.Host);
        foreach (var seen in _own.Keys.Where(version => version <= _noticed))
            _own.TryRemove(seen, out _);
    }

    /// <summary>Every peer that is kept, asked or not, in the order of their names.</summary>
    public async Task<IReadOnlyList<string>> HostsAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.PeerRecords.Select(row => row.Host).Order().ToListAsync(cancellation);
    }

    /// <summary>Every peer that was asked, one after the other.</summary>
    public async IAsyncEnumerable<PeerRecord> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await foreach (var json in context.PeerRecords.AsNoTracking().Where(row => row.Record != null).Select(row => row.Record).AsAsyncEnumerable().WithCancellation(cancellation))
            if (PeerRecord.Parse(json!) is { } record)
                yield return record;
    }

    /// <summary>All that is kept of a peer; null if it was never asked.</summary>
    public async Task<PeerRecord?> RecordAsync(string peer, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var row = await context.PeerRecords.AsNoTracking().SingleOrDefaultAsync(row => row.Host == peer, cancellation);
        return row?.Record is { } json ? PeerRecord.Parse(json) : null;
    }

    /// <summary>Has a peer asked soon that was not asked before. Costs one look-up where it was.</summary>
    public async Task EnrolAsync(string peer, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.PeerRecords.AsNoTracking().SingleOrDefaultAsync(row => row.Host == peer, cancellation) is { } known)
        {
            // One that a policy names and that shows itself need not wait for its turn among all that the policy names.
            if (known.Record is null)
                await MakeDueAsync(peer, cancellation);
            return;
        }

        if (!await TakeRoomAsync(context, peer, isNamed: false, cancellation))
            return;
        var now = Milliseconds(time.GetUtcNow());
        await PutAsync(context, new PeerRecordRow { Host = peer, DueAt = now, UsedAt = now }, cancellation);
    }

    /// <summary>Has the peers of a policy asked, spread over a while, that were not met before.</summary>
    public async Task EnrolAsync(IReadOnlyCollection<string> peers, TimeSpan spread, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var chunk in peers.Chunk(500))
        {
            await using var whole = await context.Database.BeginTransactionAsync(cancellation);
            var there = await context.PeerRecords.Where(row => chunk.Contains(row.Host)).Select(row => row.Host).ToListAsync(cancellation);
            foreach (var peer in chunk.Except(there))
                if (await TakeRoomAsync(context, peer, isNamed: true, cancellation))
                    await PutAsync(context, new PeerRecordRow { Host = peer, DueAt = Milliseconds(time.GetUtcNow() + (spread * Random.Shared.NextDouble())) }, cancellation);
            await whole.CommitAsync(cancellation);
        }
    }

    /// <summary>Has a peer asked at once.</summary>
    public async Task MakeDueAsync(string peer, CancellationToken cancellation)
    {
        var now = Milliseconds(time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.PeerRecords.Where(row => row.Host == peer && row.DueAt > now).ExecuteUpdateAsync(row => row.SetProperty(due => due.DueAt, now), cancellation);
    }

    /// <summary>Has a peer asked after a while, whether it was met before or not.</summary>
    public async Task MakeDueAsync(string peer, TimeSpan wait, CancellationToken cancellation)
    {
        await EnrolAsync(peer, cancellation);
        var then = Milliseconds(time.GetUtcNow() + wait);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.PeerRecords.Where(row => row.Host == peer).ExecuteUpdateAsync(row => row.SetProperty(due => due.DueAt, then), cancellation);
    }

    /// <summary>Those whose time has come, longest waiting first.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(int most, CancellationToken cancellation)
    {
        var now = Milliseconds(time.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.PeerRecords.Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).Take(most).Select(row => row.Host).ToListAsync(cancellation);
    }

    /// <summary>Keeps what was found out, and what changed by it, together or not at all.</summary>
    public async Task SaveAsync(PeerRecord record, DateTimeOffset due, IReadOnlyList<EvidenceChange> changes, CancellationToken cancellation)
    {
        // Decisions know at once, and even if the disk is full.
        Keep(record.Peer, PeerKnowledge.Of(record));
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var whole = await context.Database.BeginTransactionAsync(cancellation);
        var (json, dueAt, now) = (record.ToJson(), Milliseconds(due), time.GetUtcNow());
        var version = 1 + (await context.PeerRecords.MaxAsync(row => (long?)row.Version, cancellation) ?? 0); // nobody else writes within this transaction
        var rows = context.PeerRecords.Where(row => row.Host == record.Peer);
        var before = await rows.Select(row => row.Record == null ? 0 : row.Record.Length).FirstOrDefaultAsync(cancellation);
        if (await rows.ExecuteUpdateAsync(row => row.SetProperty(kept => kept.Record, json).SetProperty(kept => kept.DueAt, dueAt).SetProperty(kept => kept.Version, version), cancellation) > 0)
            _room.Grow(json.Length - before);
        else if (await TakeRoomAsync(context, record.Peer, isNamed: false, cancellation))
            await AddAsync();
        await EvidenceNews.AddAsync(context, changes, now, cancellation);
        await context.SaveChangesAsync(cancellation);
        if (changes.Count > 0)
            await EvidenceNews.PruneAsync(context, record.Peer, cancellation);
        _own[version] = true;
        try
        {
            await whole.CommitAsync(cancellation);
        }
        catch
        {
            _own.TryRemove(version, out _); // the next to write gets this version
            throw;
        }

        async Task AddAsync()
        {
            await PutAsync(context, new PeerRecordRow { Host = record.Peer, Record = json, DueAt = dueAt, Version = version, UsedAt = Milliseconds(now) }, cancellation);
            _room.Grow(json.Length);
        }
    }

    private async Task<bool> TakeRoomAsync(FedFilterContext context, string peer, bool isNamed, CancellationToken cancellation)
    {
        await _room.CountAsync(context, cancellation);
        return _room.TryTake(peer, isNamed);
    }

    /// <summary>Writes a row that room was taken for, and gives the room back where it is not needed: another request met the same peer.</summary>
    private async Task PutAsync(FedFilterContext context, PeerRecordRow row, CancellationToken cancellation)
    {
        var isNew = false;
        try
        {
            isNew = await context.PutIfAbsentAsync(row, cancellation);
        }
        finally
        {
            if (!isNew)
                _room.Give(row.Host, 0);
        }
    }

    private async ValueTask<PeerKnowledge> ReadAsync(string peer, CancellationToken cancellation)
    {
        try
        {
            var notices = Volatile.Read(ref _notices);
            if (await RecordAsync(peer, cancellation) is not { } record)
                return Unasked(peer);
            var known = PeerKnowledge.Of(record);
            Keep(peer, known);
            if (notices != Volatile.Read(ref _notices))
                _known.Remove(peer); // it may have been kept anew since it was read
            return known;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            DeclarationsLog.StoreFailed(log, e.GetBaseException().Message);
            return PeerKnowledge.None(time.GetUtcNow());
        }
    }

    /// <summary>Remembered for a moment: a peer that was not asked yet sends requests too, and the store need not be read for each.</summary>
    private PeerKnowledge Unasked(string peer)
    {
        if (_known.Get<PeerKnowledge>(peer) is { } meanwhile)
            return meanwhile;
        var none = PeerKnowledge.None(time.GetUtcNow());
        _known.Set(peer, none, new MemoryCacheEntryOptions { Size = none.Octets, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(30) });
        return none;
    }

    private void Keep(string peer, PeerKnowledge known) => _known.Set(peer, known, new MemoryCacheEntryOptions { Size = known.Octets });

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public void Dispose() => _known.Dispose();
}
