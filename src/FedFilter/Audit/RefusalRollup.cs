namespace FedFilter.Audit;

/// <summary>
/// Records refusals, holds and what rules in shadow would have refused: one entry each, and beyond 60 a minute of one peer and rule one entry for all that follow, so that a peer
/// cannot fill the disk. That entry is written by the first of them, since each answer's id must be found in the log when it arrives; how
/// many followed is known when the minute has ended, and is told by a second entry that refers to the first.
/// </summary>
internal sealed class RefusalRollup(AuditLog log, TimeProvider time)
{
    public const int OneByOne = 60;
    public const int MaxKinds = 10_000;

    private readonly Lock _lock = new();
    private readonly InTurn _flushes = new();
    private readonly Dictionary<RefusalKind, Run> _runs = [];
    private readonly List<Run> _untold = [];

    /// <summary>Completes when the refusal is durable. Whoever stops waiting does not undo it.</summary>
    /// <returns>The id of the entry that stands for it.</returns>
    /// <exception cref="AuditUnavailableException">The store did not take it, or is being closed.</exception>
    public async Task<string> RecordAsync(AuditEntry entry, AuditDetails details, CancellationToken cancellation)
    {
        if (Join(entry, details) is { } several)
        {
            await several.Written.WaitAsync(cancellation);
            return several.Entry.Id;
        }

        await log.AppendAsync(entry, details, cancellation);
        return entry.Id;
    }

    /// <summary>
    /// Begins a new minute, and tells how many followed in the one that has ended. What the store does not take is told the next time. Whoever
    /// flushes while another does waits for that one first: at the end of the program nothing may be left on its way.
    /// </summary>
    public Task FlushAsync() => _flushes.RunAsync(TellAsync);

    private async Task TellAsync()
    {
        Run[] ended;
        lock (_lock)
        {
            ended = [.. _untold, .. _runs.Values.Where(run => run.Following.Count > 0)];
            _untold.Clear();
            _runs.Clear();
        }

        await Task.WhenAll(ended.Select(TellAsync));
    }

    /// <summary>The entry that stands for this refusal and others; null if it gets one of its own.</summary>
    private Opening? Join(AuditEntry entry, AuditDetails details)
    {
        lock (_lock)
        {
            var (kind, run) = RunOf(entry);
            if (run.Single < OneByOne)
            {
                run.Single++;
                return null;
            }

            // What followed an entry that could not be written was not refused, so it is not counted either.
            if (run.Opening is null or { Written.IsFaulted: true })
            {
                var several = entry with { Kind = AuditKind.Several(entry.Kind), Overflow = kind.Host is null ? true : null };
                run.Opening = new Opening(several, log.AppendAsync(several, details, CancellationToken.None));
                run.Following = default;
            }
            else
            {
                run.Following = run.Following.And(Tally.One(time.GetUtcNow()));
            }

            return run.Opening;
        }
    }

    private (RefusalKind Kind, Run Run) RunOf(AuditEntry entry)
    {
        var kind = RefusalKind.Of(entry);
        if (!_runs.ContainsKey(kind) && _runs.Count >= MaxKinds)
            kind = kind with { Host = null };
        if (!_runs.TryGetValue(kind, out var run))
            _runs[kind] = run = new Run();
        return (kind, run);
    }

    private async Task TellAsync(Run run)
    {
        try
        {
            await run.Opening!.Written;
        }
        catch (AuditUnavailableException)
        {
            return;
        }

        try
        {
            await log.AppendAsync(Count(run.Opening.Entry, run.Following), new AuditDetails(), CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            lock (_lock)
                _untold.Add(run);
        }
    }

    /// <summary>Says only what holds for all of them.</summary>
    private AuditEntry Count(AuditEntry opening, Tally following) => new()
    {
        Id = DecisionId.New(time),
        Time = time.GetUtcNow(),
        Kind = opening.Kind,
        Checkpoint = opening.Checkpoint,
        Peer = opening.Overflow is true || opening.Signer is not null ? null : opening.Peer,
        Signer = opening.Overflow is true ? null : opening.Signer,
        Code = opening.Code,
        Rule = opening.Rule,
        Enforced = opening.Enforced,
        Policy = opening.Policy,
        Of = opening.Id,
        Count = following.Count,
        First = following.First,
        Last = following.Last,
        Overflow = opening.Overflow,
    };

    private sealed record Opening(AuditEntry Entry, Task Written);

    private sealed class Run
    {
        public int Single { get; set; }

        public Opening? Opening { get; set; }

        /// <summary>Those after the one that opened it.</summary>
        public Tally Following { get; set; }
    }
}
