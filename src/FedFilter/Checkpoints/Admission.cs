using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>
/// The one live caller of <see cref="PolicySet.Decide"/>: asks it for every host a request concerns, takes the worst outcome, and has
/// what did not pass recorded before anyone is told.
/// </summary>
internal sealed class Admission(PolicyStore policies, Settings settings, RefusalRollup audit, AdmissionMetrics metrics, TimeProvider time, ILogger<Admission> log)
{
    /// <summary>An activity speaks for an actor of another host than the one that signed for it.</summary>
    public const string ForwardedUnverified = "forwarded-unverified";

    public async ValueTask<Verdict> AdmitAsync(AdmissionQuestion question, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var hosts = ConcernedHosts.Of(question, settings.OwnHosts);
        var (peer, decision) = Decide(policies.Current, question, hosts, now);
        metrics.Decided(question, decision);

        var verdict = new Verdict(DecisionId.New(time), peer, decision);
        if (decision.Outcome == Outcome.Allow)
            return verdict;
        try
        {
            var id = await audit.RecordAsync(AdmissionRecord.Entry(question, verdict, now), AdmissionRecord.Details(question), cancellation);
            return verdict with { Id = id };
        }
        catch (AuditUnavailableException e)
        {
            AdmissionLog.Unrecorded(log, verdict.Id, e);
            return verdict.Effective == Outcome.Allow ? verdict : verdict with { Effective = Outcome.Hold, Unrecorded = true };
        }
    }

    /// <summary>Whether the rules let somebody who did not sign fetch a document. There is no peer to decide about or to record.</summary>
    public bool AllowsUnsigned(string path)
    {
        var (set, now) = (policies.Current, time.GetUtcNow());
        var facts = new RequestFacts
        {
            Peer = "",
            Direction = Direction.Outbound,
            Checkpoint = Checkpoint.Gateway,
            Kind = RequestKind.Fetch,
            HasSignature = false,
            Path = path,
        };
        return set.Decide(facts, set.StandingOf("", now), now).Effective == Outcome.Allow;
    }

    private (string Peer, Decision Decision) Decide(PolicySet set, AdmissionQuestion question, ConcernedHosts hosts, DateTimeOffset now)
    {
        // About the signer: it is the only host that is known to have had a part in it.
        if (hosts.Forwarded is not null && !settings.Gateway.PassForwarded)
            return (question.Signer, new Decision(Outcome.Refuse, null, ForwardedUnverified, [], set.Mode == PolicyMode.Enforce, set.Revision));

        var worst = (Peer: question.Signer, Decision: Ask(set, question, question.Signer, now));
        foreach (var host in hosts.Others)
        {
            var decision = Ask(set, question, host, now);
            if (decision.Outcome > worst.Decision.Outcome)
                worst = (host, decision);
        }

        return worst;
    }

    private static Decision Ask(PolicySet set, AdmissionQuestion question, string host, DateTimeOffset now)
    {
        var facts = new RequestFacts
        {
            Peer = host,
            Direction = question.Direction,
            Checkpoint = question.Checkpoint,
            Kind = question.Kind,
            HasSignature = true,
            Path = question.Path,
            ActivityTypes = question.Activity?.Types ?? [],
        };
        return set.Decide(facts, set.StandingOf(host, now), now);
    }
}
