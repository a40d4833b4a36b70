using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>
/// Whether the rules refuse a host itself, whatever is asked of it. The default set refuses every stranger, and still a stranger's key has to
/// be fetched: so a refusal counts only where a server that nobody knows would not meet it, at the gateway. What is left are rules about
/// this host (on a list, named, known to train) and rules about this checkpoint.
/// </summary>
internal static class OutrightRefusal
{
    /// <summary>A name that no server can have (RFC 6761, section 6.4).</summary>
    private const string Nobody = "nobody.invalid";

    /// <summary>The decision, or null where the host is not refused itself.</summary>
    public static Decision? Of(PolicySet set, RequestFacts facts, Standing standing, Decision decision, DateTimeOffset now)
    {
        // Where it is in doubt what the host stands for, it is not known to be refused.
        if (decision.Outcome is Outcome.Allow or Outcome.Limit || decision.Reason == standing.Doubt)
            return null;
        if (decision.Reason == Reasons.ListUnavailable)
            return decision;
        if (MayBeListed(set, facts, standing, now) is { } rule)
            return decision with { Outcome = Outcome.Hold, Rule = rule, Reason = Reasons.ListUnavailable, Missing = [] };

        var nobody = facts with { Peer = Nobody, Checkpoint = Checkpoint.Gateway, Software = null, FirstSeen = now, Answers = null };

        // Of a host that was not asked yet as little is known as of nobody: neither may weigh for more than the other.
        var evidence = standing.Doubt == Reasons.StandingPending ? GatheredEvidence.Pending(now) : GatheredEvidence.Nothing;
        var theirs = set.Decide(nobody, set.StandingOf(Nobody, evidence, now), now);
        return theirs.Rule == decision.Rule && theirs.Reason == decision.Reason ? null : decision;
    }

    /// <summary>A rule that would refuse it, if it is on a list that could not be read yet; a minute later that is known.</summary>
    private static string? MayBeListed(PolicySet set, RequestFacts facts, Standing standing, DateTimeOffset now) =>
        set.Lists.All(list => list.IsRead)
            ? null
            : set.Explain(facts, standing, now).Rules.FirstOrDefault(rule => rule is { MayMatch: true, Matched: false, Shadow: false, Then: Outcome.Refuse or Outcome.Hold })?.Name;
}
