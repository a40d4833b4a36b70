namespace FedFilter.Audit;

/// <summary>What is told apart among rejections.</summary>
/// <param name="Checkpoint">Where it was turned away.</param>
/// <param name="Code">Why; one of ours, so their number is bounded.</param>
/// <param name="ClaimedHost">The host that the sender named as its own, in canonical form; nobody verified it.</param>
/// <param name="Network">The client's network; null where it is not counted by network.</param>
/// <param name="Overflow">Stands for all of the code that found no place of their own.</param>
internal readonly record struct RejectionKind(string Checkpoint, string Code, string? ClaimedHost, string? Network, bool Overflow = false)
{
    /// <summary>What was requested; set if the request passed in <c>mode: observe</c>.</summary>
    public ObservedRequest? Observed { get; init; }
}

/// <summary>What was requested that <c>mode: enforce</c> would have turned away.</summary>
/// <param name="Path">The pattern of the path; null where <see cref="RejectionKind.Overflow"/>.</param>
/// <param name="UserAgent">The beginning of the user agent; null where <see cref="RejectionKind.Overflow"/>.</param>
internal readonly record struct ObservedRequest(string? Path, string? UserAgent);

/// <summary>
/// Counts what was turned away before the policy was asked, for one entry a minute, code, claimed host and client network; and what passed in observe
/// mode that would have been, for one entry a minute, code, claimed host, path pattern and user agent. Anyone can send
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
            var details = new AuditDetails { ClientNetwork = kind.Network, Target = kind.Observed?.Path, UserAgent = kind.Observed?.UserAgent };
            await log.AppendAsync(Entry(kind, tally), details, CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            lock (_lock)
                Add(kind, tally);
        }
    }

    private void Add(RejectionKind kind, Tally tally)
    {
        if (!_counted.ContainsKey(kind) && IsFull(kind))
            kind = kind with { ClaimedHost = null, Network = null, Observed = kind.Observed is null ? null : default(ObservedRequest), Overflow = true };
        _counted[kind] = _counted.GetValueOrDefault(kind).And(tally);
    }

    // Observed and rejected requests have separate limits, so that neither kind hides the other.
    private bool IsFull(RejectionKind kind)
    {
        var alike = _counted.Keys.Where(counted => counted.Observed is null == kind.Observed is null).ToList();
        return alike.Count >= MaxEntries || alike.Count(counted => counted.Code == kind.Code && !counted.Overflow) >= MaxEntriesOfCode;
    }

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
        Enforced = kind.Observed is null,
        Count = tally.Count,
        First = tally.First,
        Last = tally.Last,
        Overflow = kind.Overflow ? true : null,
    };
}
