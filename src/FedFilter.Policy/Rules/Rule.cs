using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>One rule: what must hold, and what then happens.</summary>
internal sealed class Rule
{
    private readonly ImmutableArray<Matcher> _matchers;

    public Rule(string name, IEnumerable<Matcher> matchers, Decision decision)
    {
        (Name, Decision) = (name, decision);
        _matchers = [.. matchers.SelectMany(AllMatcher.Flatten)];
    }

    public string Name { get; }

    /// <summary>What it decides, made once: most requests are let pass, and letting pass should cost nothing.</summary>
    public Decision Decision { get; }

    /// <summary>In shadow: what it would decide is noted, and the next rules decide.</summary>
    public bool IsShadow { get; init; }

    /// <summary>What its matchers look at beside the facts that every request has.</summary>
    public FactKinds Needs => _matchers.Aggregate(FactKinds.None, (kinds, matcher) => kinds | matcher.Needs);

    /// <summary>A matcher of hosts, without which the rule cannot match; null if it has none.</summary>
    public PeerMatcher? Peers => _matchers.OfType<PeerMatcher>().FirstOrDefault();

    /// <summary>Whether a <c>peer</c> matcher of it names a host, by itself or by a parent.</summary>
    public bool Names(string host) => _matchers.Any(matcher => matcher.Names(host));

    /// <summary>The patterns of paths of the origin that its matchers ask for.</summary>
    public IEnumerable<PathGlob> Paths => _matchers.SelectMany(matcher => matcher.Paths);

    /// <summary>Whether what it matches passes, be it only so often.</summary>
    public bool LetsPass => Decision.Outcome is Outcome.Allow or Outcome.Limit;

    /// <summary>Whether any of its matchers looks at what the peer stands for.</summary>
    public bool LooksAtStanding => _matchers.Any(matcher => matcher.LooksAtStanding);

    /// <summary>Whether commitments are what it asks for to let pass.</summary>
    public bool AsksForTerms => LetsPass && _matchers.Any(matcher => matcher is CommittedMatcher);

    public bool Matches(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (!matcher.Holds(facts, standing, now))
                return false;
        return true;
    }

    /// <summary>Whether it matches or might, if the lists that could not be read yet were known, and what the peer declares.</summary>
    public bool MayMatch(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (!matcher.MayHold(facts, standing, now))
                return false;
        return true;
    }

    /// <summary>The terms that alone keep the rule from matching; empty if anything else does too.</summary>
    public IEnumerable<string> MissingTerms(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        var missing = new List<string>();
        foreach (var matcher in _matchers)
        {
            if (matcher is CommittedMatcher committed)
                missing.AddRange(committed.Terms.Where(term => standing.Find(term) is not { Counts: true }));
            else if (!matcher.Holds(facts, standing, now))
                return [];
        }

        return missing;
    }

    public RuleTrace Explain(RequestFacts facts, Standing standing, DateTimeOffset now) => new(
        Name, Decision.Outcome, IsShadow, Matches(facts, standing, now), MayMatch(facts, standing, now),
        [.. _matchers.Select(matcher => matcher.Explain(facts, standing, now))]);
}
