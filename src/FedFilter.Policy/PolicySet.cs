using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;

namespace FedFilter.Policy;

/// <summary>A compiled, immutable set of policy files. Safe to share between threads; a reload makes another one.</summary>
public sealed class PolicySet
{
    private readonly ImmutableArray<Rule> _rules;
    private readonly FrozenDictionary<string, ImmutableArray<int>> _rulesByPeer;
    private readonly ImmutableArray<int> _otherRules;
    private readonly FrozenDictionary<string, ImmutableArray<Evidence>> _attested;
    private readonly ImmutableArray<TermStanding> _unknown;
    private readonly Decision _noRuleMatched;
    private readonly ImmutableArray<PeerList> _lists = [];
    private readonly bool _allListsRead = true;

    internal PolicySet(
        string revision,
        PolicyMode mode,
        ImmutableArray<Term> terms,
        ImmutableArray<Rule> rules,
        FrozenDictionary<string, ImmutableArray<Evidence>> attested,
        ImmutableArray<PolicyTest> tests)
    {
        Revision = revision;
        Mode = mode;
        Terms = terms;
        Tests = tests;
        RuleNames = [.. rules.Select(rule => rule.Name)];
        _rules = rules;
        _attested = attested;
        _unknown = [.. terms.Select(StandingRules.Nothing)];
        _noRuleMatched = new Decision(Outcome.Refuse, null, Reasons.NoRuleMatched, [], mode == PolicyMode.Enforce, revision);

        // Rules that name their peers are found by host, so that a thousand of them cost what the few others do.
        _otherRules = [.. Enumerable.Range(0, rules.Length).Where(index => rules[index].NamedPeers is null)];
        _rulesByPeer = Enumerable.Range(0, rules.Length)
            .SelectMany(index => rules[index].NamedPeers?.Hosts.Select(host => (host, index)) ?? [])
            .GroupBy(pair => pair.host, pair => pair.index)
            .ToFrozenDictionary(group => group.Key, group => group.Order().ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>SHA-256 over the names and contents of its files, lower-case hex.</summary>
    public string Revision { get; }

    /// <summary>Whether decisions are carried out.</summary>
    public PolicyMode Mode { get; }

    /// <summary>The terms, ordered by name.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The names of the rules, in order.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>The lists, read or not.</summary>
    public required IReadOnlyList<PeerList> Lists
    {
        get => _lists;
        init => (_lists, _allListsRead) = ([.. value.OrderBy(list => list.Name, StringComparer.Ordinal)], value.All(list => list.IsRead));
    }

    /// <summary>The <c>peers</c> entries: what is attested of each host.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<Evidence>> Peers => _attested;

    /// <summary>The set's own tests.</summary>
    public IReadOnlyList<PolicyTest> Tests { get; }

    /// <summary>The one decision function: pure, no I/O, no clock. The first rule that matches decides; with none, the answer is refuse.</summary>
    /// <param name="facts">What is known of the request, for one host.</param>
    /// <param name="standing">What that host stands for.</param>
    /// <param name="now">The time of the decision.</param>
    public Decision Decide(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        _ = now; // rules that look at ages will
        var named = _rulesByPeer.TryGetValue(facts.Peer, out var found) ? found.AsSpan() : [];
        var others = _otherRules.AsSpan();
        Rule? mayAllow = null, mayStop = null;
        while (named.Length + others.Length > 0)
        {
            // Two ordered lists, walked as one.
            var takeNamed = others.IsEmpty || (!named.IsEmpty && named[0] < others[0]);
            var index = takeNamed ? named[0] : others[0];
            if (takeNamed)
                named = named[1..];
            else
                others = others[1..];

            var rule = _rules[index];
            if (rule.Matches(facts, standing))
                return rule.Decision is { Outcome: Outcome.Allow } allow
                    ? Unless(mayStop, allow)
                    : Unless(mayAllow, WithMissing(rule.Decision, index, facts, standing));
            if (!_allListsRead && rule.MayMatch(facts, standing))
                _ = rule.Decision.Outcome == Outcome.Allow ? mayAllow ??= rule : mayStop ??= rule;
        }

        return Unless(mayAllow, WithMissing(_noRuleMatched, _rules.Length, facts, standing));
    }

    /// <summary>What stays the same whoever is on an unread list is decided; what does not can be a minute later.</summary>
    private Decision Unless(Rule? other, Decision decision) =>
        other is null ? decision : new Decision(Outcome.Hold, other.Name, Reasons.ListUnavailable, [], Mode == PolicyMode.Enforce, Revision);

    /// <summary>What the set's own <c>peers</c> entries say of a host at a time.</summary>
    public Standing StandingOf(string peer, DateTimeOffset now) =>
        _attested.TryGetValue(peer, out var evidence)
            ? new Standing(peer, [.. Terms.Select(term => StandingRules.Of(term, evidence, now))])
            : new Standing(peer, _unknown);

    /// <summary>The lists that a peer is on, and the entry it is on each by; what lies below an entry's host counts too, unless the list says otherwise.</summary>
    public IReadOnlyList<(PeerList List, string Entry)> ListsOf(string peer) =>
        [.. _lists
            .Select(list => (list, entry: list.TryFind(peer, list.Declaration.Subdomains ?? true, out var entry) ? entry : null))
            .Where(pair => pair.entry is not null)
            .Select(pair => (pair.list, pair.entry!))];

    /// <summary>Runs the set's own tests.</summary>
    /// <param name="now">The time for tests that name none.</param>
    public IReadOnlyList<PolicyTestResult> RunTests(DateTimeOffset now) => [.. Tests.Select(test => test.Run(this, now))];

    private Decision WithMissing(Decision decision, int upTo, RequestFacts facts, Standing standing)
    {
        var missing = _rules.Take(upTo)
            .Where(rule => rule.Decision.Outcome == Outcome.Allow)
            .SelectMany(rule => rule.MissingTerms(facts, standing))
            .Distinct()
            .ToImmutableArray();
        return missing.IsEmpty ? decision : decision with { Missing = missing };
    }
}
