using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Replay;

namespace FedFilter.Checkpoints;

/// <summary>
/// The one live caller of <see cref="PolicySet.Decide"/>: asks it for every host a request concerns, takes the worst outcome, and has
/// what did not pass recorded before anyone is told.
/// </summary>
internal sealed partial class Admission(
    PolicyStore policies, Settings settings, FactGathering facts, PeerRecords records, Gathering gathering, RateBuckets buckets, RefusalRollup audit,
    DecisionRecorder recorder, AdmissionMetrics metrics, TimeProvider time, ILogger<Admission> log)
{
    /// <summary>An activity speaks for an actor of another host than the one that signed for it.</summary>
    public const string ForwardedUnverified = "forwarded-unverified";

    /// <summary>Decides, and records what does not pass.</summary>
    public async ValueTask<Verdict> AdmitAsync(AdmissionQuestion question, CancellationToken cancellation) =>
        await RecordAsync(question, await DecideAsync(question, cancellation), cancellation);

    /// <summary>Decides without recording. The caller answers in a way that needs no entry, or calls <see cref="RecordAsync"/> before it answers.</summary>
    public async ValueTask<Verdict> DecideAsync(AdmissionQuestion question, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var decided = await DecideAsync(policies.Current, question, now, cancellation);
        await RecordShadowsAsync(question, decided, now, cancellation);
        return VerdictOf(question, Counted(decided));
    }

    /// <summary>What does not pass is in the audit log before anyone is told.</summary>
    public async ValueTask<Verdict> RecordAsync(AdmissionQuestion question, Verdict verdict, CancellationToken cancellation)
    {
        if (verdict.Decision.Outcome == Outcome.Allow)
            return verdict;
        try
        {
            var id = await audit.RecordAsync(AdmissionRecord.Entry(question, verdict, time.GetUtcNow()), AdmissionRecord.Details(question, verdict), cancellation);
            return verdict with { Id = id };
        }
        catch (AuditUnavailableException e)
        {
            AdmissionLog.Unrecorded(log, verdict.Id, e);
            return verdict.Effective == Outcome.Allow ? verdict : verdict with { Effective = Outcome.Hold, Unrecorded = true };
        }
    }

    private ValueTask<Verdict> ConcludeAsync(AdmissionQuestion question, HostDecision worst, CancellationToken cancellation) =>
        RecordAsync(question, VerdictOf(question, worst), cancellation);

    private Verdict VerdictOf(AdmissionQuestion question, HostDecision worst)
    {
        metrics.Decided(question, worst.Decision);
        return new Verdict(DecisionId.New(time), worst.Peer, worst.Decision) { RetryAfter = worst.RetryAfter, HandleDomain = worst.HandleDomain };
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
        return Counted([new("", set.Decide(facts, set.StandingOf("", now), now))]).Decision.Effective == Outcome.Allow;
    }

    private async ValueTask<List<HostDecision>> DecideAsync(PolicySet set, AdmissionQuestion question, DateTimeOffset now, CancellationToken cancellation)
    {
        var hosts = ConcernedHosts.Of(question, settings.OwnHosts);

        // About the signer: it is the only host that is known to have had a part in it.
        if (hosts.AreNobodys || (hosts.Forwarded is not null && !settings.Gateway.PassForwarded))
            return [new(question.Signer, new Decision(Outcome.Refuse, null, ForwardedUnverified, [], set.Mode == PolicyMode.Enforce, set.Revision))];

        var decided = new List<HostDecision>(1 + hosts.Others.Count);
        var isOwn = question.Checkpoint == Checkpoint.Gateway && settings.OwnHosts.Contains(question.Signer);
        var known = isOwn ? PeerKnowledge.OfOwn(now) : await records.FindAsync(question.Signer, cancellation);
        if (known.AskedAt is null)
            gathering.Meet(question.Signer, question.Origin);
        var signers = await facts.OfSignerAsync(question, hosts, known.Software, set.Needs, cancellation);
        var decision = (isOwn ? set.DecideOwn(question.Signer) : null) ?? await DecideAsync(set, signers, known, question.Origin, now, cancellation);
        if (MayBeStoppedByHandle(set, decision) && await facts.HandleDomainAsync(question, cancellation) is { } domain)
        {
            signers = signers with { HandleDomain = domain };
            decision = await DecideAsync(set, signers, known, question.Origin, now, cancellation);
        }

        decided.Add(new(question.Signer, decision) { HandleDomain = signers.HandleDomain });
        foreach (var host in hosts.Others)
        {
            var others = await records.FindAsync(host, cancellation);
            var theirs = await facts.OfOtherAsync(host, signers, others.Software, set.Needs, cancellation);
            decided.Add(new(host, await DecideAsync(set, theirs, others, question.Origin, now, cancellation)));
        }

        foreach (var (peer, made, _) in decided)
            if (made.Reason != Reasons.OwnHost)
                recorder.Note(Decided.Of(signers, peer, made, now));

        return decided;
    }

    /// <summary>A handle's domain stops requests and lets none pass, so it is looked up only for what would pass without it.</summary>
    private static bool MayBeStoppedByHandle(PolicySet set, Decision decision) =>
        set.Needs.HasFlag(FactKinds.HandleDomain) && decision is { Outcome: Outcome.Allow or Outcome.Limit, Reason: not (Reasons.OwnHost or Reasons.Overridden) };

    private async ValueTask<Decision> DecideAsync(PolicySet set, RequestFacts facts, PeerKnowledge known, string origin, DateTimeOffset now, CancellationToken cancellation) =>
        (await AskedAsync(set, facts, known, origin, now, cancellation)).Decision;

    /// <summary>Decides on what is known. Where that leaves it open, the peer is asked, for as long as a sender can be kept waiting, and it is decided anew.</summary>
    private async ValueTask<(Decision Decision, PeerKnowledge Known)> AskedAsync(
        PolicySet set, RequestFacts facts, PeerKnowledge known, string origin, DateTimeOffset now, CancellationToken cancellation)
    {
        var decision = set.Decide(facts, set.StandingOf(facts.Peer, known.Evidence, now), now);
        if (decision.Reason != Reasons.StandingPending)
            return (decision, known);
        known = await gathering.AskAsync(facts.Peer, origin, cancellation);
        return (set.Decide(facts with { Software = known.Software }, set.StandingOf(facts.Peer, known.Evidence, now), now), known);
    }

    /// <summary>The worst of the decisions. A limit that is exceeded is a refusal; one is only counted where nothing worse is decided.</summary>
    private HostDecision Counted(IReadOnlyList<HostDecision> decided)
    {
        var worst = decided[0];
        foreach (var other in decided)
            if (other.Decision.Outcome > worst.Decision.Outcome)
                worst = other;
        if (worst.Decision.Outcome != Outcome.Limit)
            return worst;

        foreach (var (peer, decision, _) in decided)
            if (decision is { Outcome: Outcome.Limit, Rule: { } rule, Rate: { } rate } && buckets.Take(rule, peer, rate) is { } wait)
                return new(peer, decision with { Outcome = Outcome.Refuse, Reason = Reasons.RateLimited }, wait);
        return worst with { Decision = worst.Decision with { Outcome = Outcome.Allow } };
    }

    /// <summary>What rules in shadow would have refused. Nothing depends on it: if it cannot be recorded, the request goes on.</summary>
    private async ValueTask RecordShadowsAsync(AdmissionQuestion question, List<HostDecision> decided, DateTimeOffset now, CancellationToken cancellation)
    {
        List<Task>? written = null;
        foreach (var one in decided)
            foreach (var shadow in one.Decision.Shadows)
            {
                var verdict = new Verdict(DecisionId.New(time), one.Peer, shadow) { HandleDomain = one.HandleDomain };
                metrics.Shadowed(question, shadow);
                (written ??= []).Add(audit.RecordAsync(AdmissionRecord.Shadow(question, verdict, now), AdmissionRecord.Details(question, verdict), cancellation));
            }

        try
        {
            if (written is not null)
                await Task.WhenAll(written);
        }
        catch (AuditUnavailableException e)
        {
            AdmissionLog.ShadowUnrecorded(log, e);
        }
    }

    private readonly record struct HostDecision(string Peer, Decision Decision, TimeSpan? RetryAfter = null)
    {
        public string? HandleDomain { get; init; }
    }
}
