namespace FedFilter.Audit;

/// <summary>
/// Counts identity documents that peers got in place of what they were refused, for one entry per peer and day. The entry is written after
/// the day has ended, or when the program stops.
/// </summary>
internal sealed class IdentityRollup(AuditLog log, TimeProvider time)
{
    /// <summary>Peers counted by name in a day; further ones share one entry.</summary>
    public const int MaxPeers = 1000;

    private readonly Lock _lock = new();
    private readonly InTurn _flushes = new();
    private readonly Dictionary<Counted, Tally> _counted = [];

    /// <param name="peer">The peer that signed; null for unsigned requests, which share one entry.</param>
    public void Count(string? peer)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            Add(new Counted(DayOf(now), peer), Tally.One(now));
    }

    /// <summary>Writes the entries of days that have ended.</summary>
    public Task FlushAsync() => _flushes.RunAsync(() => WriteAsync(before: DayOf(time.GetUtcNow())));

    /// <summary>Writes all entries, that of the current day too.</summary>
    public Task FlushAllAsync() => _flushes.RunAsync(() => WriteAsync(before: long.MaxValue));

    private async Task WriteAsync(long before)
    {
        KeyValuePair<Counted, Tally>[] ended;
        lock (_lock)
        {
            ended = [.. _counted.Where(pair => pair.Key.Day < before)];
            foreach (var (counted, _) in ended)
                _counted.Remove(counted);
        }

        await Task.WhenAll(ended.Select(pair => WriteAsync(pair.Key, pair.Value)));
    }

    private async Task WriteAsync(Counted counted, Tally tally)
    {
        try
        {
            await log.AppendAsync(Entry(counted, tally), new AuditDetails(), CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            lock (_lock)
                Add(counted, tally);
        }
    }

    private void Add(Counted counted, Tally tally)
    {
        if (!_counted.ContainsKey(counted) && counted.Peer is not null && _counted.Count >= MaxPeers)
            counted = counted with { Peer = null, Overflow = true };
        _counted[counted] = _counted.GetValueOrDefault(counted).And(tally);
    }

    // Its time is that of the last answer, so that it counts for its own day.
    private AuditEntry Entry(Counted counted, Tally tally) => new()
    {
        Id = DecisionId.New(time),
        Time = tally.Last,
        Kind = AuditKind.Identity,
        Checkpoint = "gateway",
        Request = "fetch",
        Peer = counted.Peer,
        Code = "identity-only",
        Enforced = true,
        Count = tally.Count,
        First = tally.First,
        Last = tally.Last,
        Overflow = counted.Overflow ? true : null,
    };

    private static long DayOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerDay;

    private readonly record struct Counted(long Day, string? Peer, bool Overflow = false);
}
