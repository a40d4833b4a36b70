namespace FedFilter.Audit;

/// <summary>What is told apart among rejections.</summary>
/// <param name="Checkpoint">Where it was turned away.</param>
/// <param name="Code">Why; one of ours, so their number is bounded.</param>
/// <param name="ClaimedHost">The host that the sender named as its own, in canonical form; nobody verified it.</param>
/// <param name="Network">The client's network; null where <paramref name="Overflow"/>.</param>
/// <param name="Overflow">Stands for all of the code that found no place of their own.</param>
internal readonly record struct RejectionKind(string Checkpoint, string Code, string? ClaimedHost, string? Network, bool Overflow = false);

/// <summary>
/// Counts what was turned away before the policy was asked, for one entry a minute, code, claimed host and client network. Anyone can send
/// such requests in any number and name any host, so the number of entries is bounded, and with it memory and disk: what goes beyond is
/// counted by its code alone. The bound for one code keeps noise of one kind from hiding the others. Counting never waits for the disk.
/// </summary>
internal sealed class RejectionRollup(AuditLog log, TimeProvider time)
{
    public const int MaxEntries = 100;
    public const int MaxEntriesOfCode = 20;

    private readonly Lock _lock = new();
    private readonly InTurn _flushes = new();
    private readonly Dictionary<RejectionKind, Tally> _counted = [];

    public void Count(RejectionKind kind)
    {
        lock (_lock)
            Add(kind, Tally.One(time.GetUtcNow()));
    }

    /// <summary>
    /// Writes what was counted since the last time. What the store does not take is counted on, and told the next time. Whoever flushes while
    /// another does waits for that one first: at the end of the program nothing may be left on its way.
    /// </summary>
    public Task FlushAsync() => _flushes.RunAsync(WriteAsync);

    private async Task WriteAsync()
    {
        KeyValuePair<RejectionKind, Tally>[] counted;
        lock (_lock)
        {
            counted = [.. _counted];
            _counted.Clear();
        }

        await Task.WhenAll(counted.Select(pair => WriteAsync(pair.Key, pair.Value)));
    }

    private async Task WriteAsync(RejectionKind kind, Tally tally)
    {
        try
        {
            await log.AppendAsync(Entry(kind, tally), new AuditDetails { ClientNetwork = kind.Network }, CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            lock (_lock)
                Add(kind, tally);
        }
    }

    private void Add(RejectionKind kind, Tally tally)
    {
        if (!_counted.ContainsKey(kind) && IsFull(kind.Code))
            kind = kind with { ClaimedHost = null, Network = null, Overflow = true };
        _counted[kind] = _counted.GetValueOrDefault(kind).And(tally);
    }

    private bool IsFull(string code) =>
        _counted.Count >= MaxEntries || _counted.Keys.Count(kind => kind.Code == code && !kind.Overflow) >= MaxEntriesOfCode;

    private AuditEntry Entry(RejectionKind kind, Tally tally) => new()
    {
        Id = DecisionId.New(time),
        Time = time.GetUtcNow(),
        Kind = kind.Code switch
        {
            "duplicate" => AuditKind.Duplicates,
            "nothing-to-delete" => AuditKind.NothingToDelete,
            _ => AuditKind.Rejections,
        },
        Checkpoint = kind.Checkpoint,
        ClaimedHost = kind.ClaimedHost,
        Code = kind.Code,
        Enforced = true,
        Count = tally.Count,
        First = tally.First,
        Last = tally.Last,
        Overflow = kind.Overflow ? true : null,
    };
}
