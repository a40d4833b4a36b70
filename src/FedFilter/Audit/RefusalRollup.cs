namespace FedFilter.Audit;

/// <summary>
/// Records refusals, holds and what rules in shadow would have refused. Each gets an entry of its own, up to 60 a minute for one registrable domain and rule
/// and 600 in all; beyond that one entry stands for all that follow of one domain and rule, so that no peer can fill the disk. The first of them
/// writes that entry, since each answer's id must be found in the log when it arrives; a second entry says how many followed when the
/// minute has ended. No flood makes an answer wait or fail: where there are too many domains, the last of them share one entry for each rule.
/// </summary>
internal sealed class RefusalRollup(AuditLog log, TimeProvider time)
{
    /// <summary>Entries of their own in a minute for one registrable domain and rule.</summary>
    public const int MaxSinglesOfDomain = 60;

    /// <summary>Entries of their own in a minute.</summary>
    public const int MaxSingles = 600;

    /// <summary>Entries in a minute that stand for several of one domain and rule; further domains share one for each rule.</summary>
    public const int MaxRuns = 100;

    private readonly Lock _lock = new();
    private readonly InTurn _flushes = new();
    private readonly Dictionary<(string? Domain, string? Rule), int> _singles = [];
    private readonly Dictionary<RefusalKind, Run> _runs = [];
    private readonly List<Run> _untold = [];
    private int _allSingles;
    private int _runsOfDomains;

    /// <summary>Completes when the refusal is durable. Cancelling the wait does not cancel the write.</summary>
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
            _singles.Clear();
            (_allSingles, _runsOfDomains) = (0, 0);
        }

        await Task.WhenAll(ended.Select(TellAsync));
    }

    /// <summary>The entry that stands for this refusal and others; null if it gets one of its own.</summary>
    private Opening? Join(AuditEntry entry, AuditDetails details)
    {
        var kind = RefusalKind.Of(entry);
        lock (_lock)
        {
            if (TakeSingle(kind))
                return null;
            var run = RunOf(ref kind);

            // What followed an entry that could not be written was not refused, so it is not counted either.
            if (run.Opening is null or { Written.IsFaulted: true })
            {
                var several = entry with { Kind = AuditKind.Several(entry.Kind), Domain = kind.Domain, Overflow = kind.Domain is null ? true : null };
                run.Opening = new Opening(several, log.AppendAsync(several, details, CancellationToken.None));
                (run.Following, run.IsOneHost) = (default, true);
            }
            else
            {
                run.Following = run.Following.And(Tally.One(time.GetUtcNow()));
                run.IsOneHost &= (entry.Signer ?? entry.Peer) == (run.Opening.Entry.Signer ?? run.Opening.Entry.Peer);
            }

            return run.Opening;
        }
    }

    private bool TakeSingle(RefusalKind kind)
    {
        var taken = _singles.GetValueOrDefault((kind.Domain, kind.Rule));
        if (_allSingles >= MaxSingles || taken >= MaxSinglesOfDomain)
            return false;
        _allSingles++;
        _singles[(kind.Domain, kind.Rule)] = taken + 1;
        return true;
    }

    /// <summary>Kinds without a domain are no more than the policy has rules and reasons.</summary>
    private Run RunOf(ref RefusalKind kind)
    {
        if (_runs.TryGetValue(kind, out var run))
            return run;
        if (kind.Domain is not null && ++_runsOfDomains > MaxRuns)
        {
            kind = kind with { Domain = null };
            if (_runs.TryGetValue(kind, out run))
                return run;
        }

        return _runs[kind] = new Run();
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
            await log.AppendAsync(Count(run), new AuditDetails(), CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            lock (_lock)
                _untold.Add(run);
        }
    }

    /// <summary>Says only what holds for all of them.</summary>
    private AuditEntry Count(Run run) => Count(run.Opening!.Entry, run.Following) with
    {
        Peer = run.IsOneHost && run.Opening.Entry.Signer is null ? run.Opening.Entry.Peer : null,
        Signer = run.IsOneHost ? run.Opening.Entry.Signer : null,
    };

    private AuditEntry Count(AuditEntry opening, Tally following) => new()
    {
        Id = DecisionId.New(time),
        Time = time.GetUtcNow(),
        Kind = opening.Kind,
        Checkpoint = opening.Checkpoint,
        Domain = opening.Domain,
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
        public Opening? Opening { get; set; }

        /// <summary>Those after the one that opened it.</summary>
        public Tally Following { get; set; }

        /// <summary>Whether the same host signed all of them.</summary>
        public bool IsOneHost { get; set; }
    }
}
