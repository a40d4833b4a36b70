using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>
/// Records in the audit log that another policy set came into force: by which rules a decision was made can then be followed back. At the
/// start too, where the set is not the one that was recorded last. What the log does not take is told a second later.
/// </summary>
internal sealed class PolicyRecord(PolicyStore policies, AuditLog audit, AuditQuery query, TimeProvider time) : BackgroundService
{
    private readonly PeriodicTimer _look = new(TimeSpan.FromSeconds(1), time);
    private string _recorded = policies.Current.Revision;
    private IReadOnlyDictionary<string, PeerOverride> _overrides = new Dictionary<string, PeerOverride>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _recorded = await query.LastPolicyAsync(cancellationToken) ?? _recorded;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            do
                await RecordAsync();
            while (await _look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    public override void Dispose()
    {
        _look.Dispose();
        base.Dispose();
    }

    private async Task RecordAsync()
    {
        var now = policies.Current;
        if (now.Revision == _recorded)
            return;
        try
        {
            await audit.AppendAsync(
                new AuditEntry
                {
                    Id = DecisionId.New(time),
                    Time = time.GetUtcNow(),
                    Kind = AuditKind.Policy,
                    Code = AdmissionRecord.Word(now.Mode),
                    Enforced = true,
                    Policy = now.Revision,
                    Before = _recorded,
                },
                new AuditDetails(),
                CancellationToken.None);
            await RecordOverridesAsync(now);
            _recorded = now.Revision;
        }
        catch (AuditUnavailableException)
        {
            // Tried again at the next look.
        }
    }

    /// <summary>Each exception that is new with this set, or that the program began with.</summary>
    private async Task RecordOverridesAsync(PolicySet set)
    {
        var at = time.GetUtcNow();
        foreach (var (peer, exception) in set.Overrides)
            if (exception.Until > at && _overrides.GetValueOrDefault(peer) != exception)
                await audit.AppendAsync(
                    new AuditEntry
                    {
                        Id = DecisionId.New(time),
                        Time = at,
                        Kind = AuditKind.Override,
                        Peer = peer,
                        Code = Reasons.Overridden,
                        Until = exception.Until,
                        Enforced = true,
                        Policy = set.Revision,
                    },
                    new AuditDetails { Note = exception.Because, By = exception.By },
                    CancellationToken.None);
        _overrides = set.Overrides;
    }
}
