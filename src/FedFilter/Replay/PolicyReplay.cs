using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Replay;

/// <summary>
/// Decides anew what was recorded, by another policy: with what it says of each peer today, and the age that things had then. It is compared
/// with what the policy in force decides of the same, so that earlier versions of that, exceptions and evidence that came later do not
/// look like differences of the two.
/// </summary>
/// <param name="context">The store.</param>
/// <param name="candidate">The policy.</param>
/// <param name="today">The time for which standings hold.</param>
/// <param name="gathered">What was found out about a peer by asking it; null where nobody asked.</param>
/// <param name="inForce">The policy in force; null to compare with what was decided at the time.</param>
internal sealed class PolicyReplay(FedFilterContext context, PolicySet candidate, DateTimeOffset today, Func<string, CancellationToken, Task<GatheredEvidence>>? gathered = null, PolicySet? inForce = null)
{
    private readonly Dictionary<string, (Standing Candidate, Standing? InForce)> _standings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _firstSeen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerTally> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<Flip, long> _flips = [];
    private readonly Dictionary<string, long> _notReplayable = new(StringComparer.Ordinal);

    public async Task<ReplayReport> RunAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var from = since.ToUnixTimeMilliseconds();
        if ((candidate.Needs | (inForce?.Needs ?? FactKinds.None)).HasFlag(FactKinds.FirstSeen))
            await foreach (var seen in context.PeersSeen.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
                _firstSeen[seen.Host] = seen.FirstSeen;

        long first = long.MaxValue, last = 0, decisions = 0;
        var recorded = context.RecentDecisions.AsNoTracking().Where(row => row.Minute >= from).AsAsyncEnumerable();
        await foreach (var row in recorded.WithCancellation(cancellation))
        {
            (first, last, decisions) = (Math.Min(first, row.Minute), Math.Max(last, row.Minute), decisions + row.Count);
            Replay(row, await StandingsOfAsync(row.Peer, cancellation));
        }

        return new ReplayReport
        {
            Decisions = decisions,
            Span = decisions == 0 ? null : (DateTimeOffset.FromUnixTimeMilliseconds(first), DateTimeOffset.FromUnixTimeMilliseconds(last)),
            Flips =
            [
                .. _flips.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Peer, StringComparer.Ordinal)
                    .Select(pair => pair.Key with { Count = pair.Value }),
            ],
            Peers = [.. _peers.Values.OrderBy(tally => tally.Peer, StringComparer.Ordinal)],
            NotReplayable = [.. _notReplayable.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value))],
            Lost = await context.LostDecisions.Where(row => row.Time >= from).SumAsync(row => row.Count, cancellation),
        };
    }

    private async ValueTask<(Standing Candidate, Standing? InForce)> StandingsOfAsync(string peer, CancellationToken cancellation)
    {
        if (!_standings.TryGetValue(peer, out var standings))
        {
            var evidence = gathered is null ? GatheredEvidence.Nothing : await gathered(peer, cancellation);
            _standings[peer] = standings = (candidate.StandingOf(peer, evidence, today), inForce?.StandingOf(peer, evidence, today));
        }

        return standings;
    }

    private void Replay(RecentDecisionRow row, (Standing Candidate, Standing? InForce) standings)
    {
        var (facts, at) = (Facts(row), DateTimeOffset.FromUnixTimeMilliseconds(row.Minute));
        var decision = candidate.Decide(facts, standings.Candidate, at);
        var (was, oldRule) = Before(row, standings.InForce, at);

        var missing = facts.Answers?.Missing;
        if (missing is not null)
            Add(_notReplayable, missing, row.Count);
        else if (decision.Outcome != was)
            Add(_flips, new Flip(row.Peer, was, decision.Outcome, oldRule, DecisionKind.RuleOf(decision), 0), row.Count);

        var tally = new PeerTally(
            row.Peer,
            row.Named ? 0 : row.Count,
            row.Count,
            Passes(was) ? row.Count : 0,
            missing is null && Passes(decision.Outcome) ? row.Count : 0,
            missing is null ? 0 : row.Count);
        _peers[row.Peer] = _peers.TryGetValue(row.Peer, out var sofar) ? sofar.And(tally) : tally;
    }

    /// <summary>By the policy in force; as it was decided at the time where that asks what was not asked then.</summary>
    private (Outcome Outcome, string? Rule) Before(RecentDecisionRow row, Standing? standing, DateTimeOffset at)
    {
        if (inForce is null || standing is null)
            return ((Outcome)row.Outcome, row.Rule);
        var facts = Facts(row);
        var decision = inForce.Decide(facts, standing, at);
        return facts.Answers?.Missing is null ? (decision.Outcome, DecisionKind.RuleOf(decision)) : ((Outcome)row.Outcome, row.Rule);
    }

    private RequestFacts Facts(RecentDecisionRow row) => new()
    {
        Peer = row.Peer,
        Direction = (Direction)row.Direction,
        Checkpoint = (Checkpoint)row.Checkpoint,
        Kind = (RequestKind)row.Kind,
        HasSignature = true,
        Path = row.Path ?? "/",
        ActivityTypes = row.Types?.Split('\n') ?? [],
        ActorType = row.ActorType,
        HandleDomain = row.HandleDomain,
        Forwarded = row.Forwarded,
        FirstSeen = FirstSeen(row),
        Answers = Answers.Recorded(row.Answers),
    };

    /// <summary>As it was then: who was not met yet is met with this request.</summary>
    private DateTimeOffset FirstSeen(RecentDecisionRow row) =>
        DateTimeOffset.FromUnixTimeMilliseconds(_firstSeen.TryGetValue(row.Peer, out var first) && first < row.Minute ? first : row.Minute);

    private static bool Passes(Outcome outcome) => outcome is Outcome.Allow or Outcome.Limit;

    private static void Add<T>(Dictionary<T, long> counts, T key, long count)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + count;
}
