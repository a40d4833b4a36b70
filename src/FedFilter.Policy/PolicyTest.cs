using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy;

/// <summary>One test of a policy set: a request, and what should be decided.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Facts">The request.</param>
/// <param name="Expected">What should come of it.</param>
public sealed record PolicyTest(string Name, Place Place, RequestFacts Facts, PolicyExpectation Expected)
{
    /// <summary>Standings that take the place of what the set's own entries say.</summary>
    public IReadOnlyList<TermStanding> Standing { get; init; } = [];

    /// <summary>What was found out by asking the peer.</summary>
    public GatheredEvidence Gathered { get; init; } = GatheredEvidence.Nothing;

    /// <summary>The time of the request; null for the time of the run.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long before the time of the request the peer was first met, where <see cref="RequestFacts.FirstSeen"/> is not given.</summary>
    public TimeSpan? FirstSeenAgo { get; init; }

    internal PolicyTestResult Run(PolicySet set, DateTimeOffset now)
    {
        var at = At ?? now;
        var own = set.StandingOf(Facts.Peer, Gathered, at);
        var standing = Standing.Count == 0
            ? own
            : own with { Terms = [.. own.Terms.Select(term => Standing.FirstOrDefault(given => given.Term == term.Term) ?? term)] };
        return new PolicyTestResult(this, set.Decide(Facts with { FirstSeen = Facts.FirstSeen ?? Before(at) }, standing, at));
    }

    private DateTimeOffset? Before(DateTimeOffset at) =>
        FirstSeenAgo is not { } ago ? null : at - DateTimeOffset.MinValue < ago ? DateTimeOffset.MinValue : at - ago;
}

/// <summary>What a test expects; what is null is not looked at.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">The reason code.</param>
/// <param name="Rule">The rule that decides.</param>
public sealed record PolicyExpectation(Outcome Outcome, string? Reason, string? Rule);

/// <summary>What came of a test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Found">What was decided.</param>
public sealed record PolicyTestResult(PolicyTest Test, Decision Found)
{
    /// <summary>Whether everything that was expected was found.</summary>
    public bool Passed =>
        Found.Outcome == Test.Expected.Outcome
        && (Test.Expected.Reason is null || Test.Expected.Reason == Found.Reason)
        && (Test.Expected.Rule is null || Test.Expected.Rule == Found.Rule);
}
