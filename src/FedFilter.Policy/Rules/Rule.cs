using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>One rule: what must hold, and what then happens.</summary>
internal sealed class Rule(string name, ImmutableArray<Matcher> matchers, Decision decision)
{
    public string Name => name;

    /// <summary>What it decides, made once: most requests are let pass, and letting pass should cost nothing.</summary>
    public Decision Decision => decision;

    /// <summary>The peer matcher, if it can only match hosts that it names.</summary>
    public PeerMatcher? NamedPeers { get; } = matchers.OfType<PeerMatcher>().FirstOrDefault(matcher => matcher.NamesHostsOnly);

    public bool Matches(RequestFacts facts, Standing standing)
    {
        foreach (var matcher in matchers)
            if (!matcher.Holds(facts, standing))
                return false;
        return true;
    }

    /// <summary>Whether it matches or might, if the lists were known that could not be read yet.</summary>
    public bool MayMatch(RequestFacts facts, Standing standing)
    {
        foreach (var matcher in matchers)
            if (!matcher.MayHold(facts, standing))
                return false;
        return true;
    }

    /// <summary>The terms that alone keep the rule from matching; empty if anything else does too.</summary>
    public IEnumerable<string> MissingTerms(RequestFacts facts, Standing standing)
    {
        var missing = new List<string>();
        foreach (var matcher in matchers)
        {
            if (matcher is CommittedMatcher committed)
                missing.AddRange(committed.Terms.Where(term => standing.On(term) != StandingState.Committed));
            else if (!matcher.Holds(facts, standing))
                return [];
        }

        return missing;
    }
}
