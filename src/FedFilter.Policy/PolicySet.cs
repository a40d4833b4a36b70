using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;

namespace FedFilter.Policy;

/// <summary>A compiled, immutable set of policy files. Safe to share between threads; a reload makes another one.</summary>
public sealed class PolicySet
{
    private const int MostOnStack = 1024;

    private readonly RuleIndex _index;
    private readonly ImmutableArray<int> _askingForTerms;
    private readonly FrozenDictionary<string, PeerEntry> _peers;
    private readonly FrozenDictionary<string, PeerOverride> _overrides;
    private readonly ImmutableArray<TermStanding> _unknown;
    private readonly Decision _overridden;
    private readonly Decision _noRuleMatched;
    private readonly ImmutableArray<PeerList> _lists = [];
    private readonly bool _allListsRead = true;
    private readonly ImmutableArray<PathGlob> _foldedPaths;
    private readonly bool _pathsAreFolded;

    internal PolicySet(
        string revision,
        PolicyMode mode,
        ImmutableArray<Term> terms,
        ImmutableArray<Rule> rules,
        FrozenDictionary<string, PeerEntry> peers,
        ImmutableArray<PolicyTest> tests)
    {
        Revision = revision;
        Mode = mode;
        Terms = terms;
        Tests = tests;
        RuleNames = [.. rules.Select(rule => rule.Name)];
        Needs = rules.Aggregate(FactKinds.None, (kinds, rule) => kinds | rule.Needs);
        Rules = rules;
        _index = new RuleIndex(rules);
        _askingForTerms = [.. Enumerable.Range(0, rules.Length).Where(rule => rules[rule].AsksForTerms)];
        _foldedPaths = [.. rules.SelectMany(rule => rule.Paths).SelectMany(path => path.Foldings())];
        _pathsAreFolded = rules.SelectMany(rule => rule.Paths).All(path => PathForm.IsFolded(path.ToString()));
        _peers = peers;
        _overrides = peers.Where(peer => peer.Value.Override is not null).ToFrozenDictionary(peer => peer.Key, peer => peer.Value.Override!, StringComparer.Ordinal);
        _unknown = [.. terms.Select(term => StandingRules.Of(term, null, GatheredEvidence.Nothing, DateTimeOffset.MinValue))];
        _overridden = new Decision(Outcome.Allow, null, Reasons.Overridden, [], true, revision);
        _noRuleMatched = new Decision(Outcome.Refuse, null, Reasons.NoRuleMatched, [], mode == PolicyMode.Enforce, revision);
    }

    /// <summary>SHA-256 over the names and contents of its files, lower-case hex.</summary>
    public string Revision { get; }

    /// <summary>Whether decisions are carried out.</summary>
    public PolicyMode Mode { get; }

    /// <summary>The terms, ordered by name.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The names of the rules, in order.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>The facts that any of its rules looks at, beside those that every request has; others need not be gathered.</summary>
    public FactKinds Needs { get; }

    /// <summary>The lists, read or not.</summary>
    public required IReadOnlyList<PeerList> Lists
    {
        get => _lists;
        init => (_lists, _allListsRead) = ([.. value.OrderBy(list => list.Name, StringComparer.Ordinal)], value.All(list => list.IsRead));
    }

    /// <summary>The <c>peers</c> entries: what the files say of each host.</summary>
    public IReadOnlyDictionary<string, PeerEntry> Peers => _peers;

    /// <summary>What the files say of a host, each attestation with the statement that its term asks for. Null if they say nothing.</summary>
    public PeerEntry? EntryOf(string peer) => _peers.GetValueOrDefault(peer) is not { } entry ? null
        : entry with { Attested = [.. entry.Attested.Select(piece => Terms.FirstOrDefault(term => term.Name == piece.Term) is { } term ? piece.For(term) : piece)] };

    /// <summary>The hosts of the <c>peers</c> entries.</summary>
    public IReadOnlyCollection<string> PeerNames => _peers.Keys;

    /// <summary>The exceptions for an emergency, those that ended too.</summary>
    public IReadOnlyDictionary<string, PeerOverride> Overrides => _overrides;

    /// <summary>The set's own tests.</summary>
    public IReadOnlyList<PolicyTest> Tests { get; }

    internal ImmutableArray<Rule> Rules { get; }

    /// <summary>
    /// The one decision function: pure, no I/O, no clock. The first rule that matches decides; with none, the answer is refuse. Where
    /// another reading of the path (<see cref="PathForm.Foldings"/>, <see cref="RequestFacts.RoutedPaths"/>) leads to a worse outcome, that holds.
    /// </summary>
    /// <param name="facts">What is known of the request, for one host.</param>
    /// <param name="standing">What that host stands for.</param>
    /// <param name="now">The time of the decision.</param>
    public Decision Decide(RequestFacts facts, Standing standing, DateTimeOffset now) => DecideByWorstPath(facts, standing, now).Decision;

    /// <summary>The decision about one of our own hosts: it passes before the rules. Null where a rule names it, so that the rules decide.</summary>
    public Decision? DecideOwn(string host) =>
        Rules.Any(rule => !rule.IsShadow && rule.Names(host)) ? null : new Decision(Outcome.Allow, null, Reasons.OwnHost, [], true, Revision);

    /// <summary>Whether a rule asks for a path, in any reading.</summary>
    public bool NamesPath(string path)
    {
        if (_foldedPaths.IsEmpty)
            return false;
        return PathForm.Foldings(path).Any(folded => _foldedPaths.Any(glob => glob.Matches(folded)));
    }

    private (Decision Decision, RequestFacts By) DecideByWorstPath(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        var worst = (Decision: DecideByPath(facts, standing, now), By: facts);
        if (_foldedPaths.IsEmpty || facts.Kind != RequestKind.Fetch)
            return worst;
        TakeWorse(facts.Path, onlyIfFolded: _pathsAreFolded);
        foreach (var path in facts.RoutedPaths)
            TakeWorse(path, onlyIfFolded: false);
        return worst;

        void TakeWorse(string path, bool onlyIfFolded)
        {
            if (onlyIfFolded && PathForm.IsFolded(path))
                return;
            foreach (var folded in PathForm.Foldings(path))
            {
                // The answers of matchers are recorded for the path as it was sent.
                var by = facts with { Path = folded, PathIsFolded = true, Answers = facts.Answers is { CanAsk: false } recorded ? recorded : null };
                if (DecideByPath(by, standing, now) is var decision && decision.Outcome > worst.Decision.Outcome)
                    worst = (decision, by);
            }
        }
    }

    private Decision DecideByPath(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (IsOverridden(facts.Peer, now))
            return _overridden;

        Span<ulong> candidates = _index.Length <= MostOnStack ? stackalloc ulong[_index.Length] : new ulong[_index.Length];
        _index.Find(facts.Peer, facts.HandleDomain, candidates);

        Rule? mayPass = null, mayStop = null;
        List<Decision>? shadows = null;
        for (var word = 0; word < candidates.Length; word++)
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var index = (word * 64) + BitOperations.TrailingZeroCount(bits);
                var rule = Rules[index];
                if (!rule.Matches(facts, standing, now))
                {
                    if ((!_allListsRead || standing.Doubt is not null) && !rule.IsShadow && rule.MayMatch(facts, standing, now))
                        _ = rule.LetsPass ? mayPass ??= rule : mayStop ??= rule;
                    continue;
                }

                var decision = WithMissing(rule.Decision, index, facts, standing, now);
                if (!rule.IsShadow)
                    return After(shadows, Unless(rule.LetsPass ? mayStop : mayPass, decision, standing));
                (shadows ??= []).Add(decision);
            }

        return After(shadows, Unless(mayPass, WithMissing(_noRuleMatched, Rules.Length, facts, standing, now), standing));
    }

    /// <summary>The decision, and every rule on the way to it with what it asked and found. For people: it takes its time.</summary>
    /// <inheritdoc cref="Decide" path="/param"/>
    public Explanation Explain(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        var (decision, by) = DecideByWorstPath(facts, standing, now);
        var tried = new List<RuleTrace>();
        foreach (var rule in Rules)
        {
            tried.Add(rule.Explain(by, standing, now));
            if (tried[^1] is { Matched: true, Shadow: false })
                break;
        }

        return new Explanation(decision, by, standing, tried);
    }

    /// <summary>What stays the same whoever is on an unread list, and whatever is still found out about the peer, is decided; what does not can be a minute later.</summary>
    private Decision Unless(Rule? other, Decision decision, Standing standing) =>
        other is null ? decision
        : new Decision(Outcome.Hold, other.Name, other.LooksAtStanding && standing.Doubt is { } doubt ? doubt : Reasons.ListUnavailable, decision.Missing, Mode == PolicyMode.Enforce, Revision);

    private bool IsOverridden(string peer, DateTimeOffset now) => _overrides.Count > 0 && _overrides.TryGetValue(peer, out var exception) && now < exception.Until;

    /// <summary>What the set's own <c>peers</c> entries say of a host at a time, as if it had been asked and said nothing.</summary>
    public Standing StandingOf(string peer, DateTimeOffset now) => StandingOf(peer, GatheredEvidence.Nothing, now);

    /// <summary>What a host stands for at a time, by the set's own <c>peers</c> entries and by what was found out.</summary>
    public Standing StandingOf(string peer, GatheredEvidence gathered, DateTimeOffset now)
    {
        var entry = _peers.GetValueOrDefault(peer);
        return entry is null && ReferenceEquals(gathered, GatheredEvidence.Nothing)
            ? new Standing(peer, _unknown)
            : new Standing(peer, [.. Terms.Select(term => StandingRules.Of(term, entry, gathered, now))]);
    }

    /// <summary>The same in words that anybody may read: without the names of those who vouch for it.</summary>
    public Standing PublicStandingOf(string peer, GatheredEvidence gathered, DateTimeOffset now)
    {
        var entry = _peers.GetValueOrDefault(peer) is { } known ? known with { Attested = [.. known.Attested.Select(piece => piece with { By = "an admin" })] } : null;
        return new Standing(peer, [.. Terms.Select(term => StandingRules.Of(term, entry, gathered, now))]);
    }

    /// <summary>When attestations cease to count by themselves, those that did too.</summary>
    public IEnumerable<AttestationEnd> AttestationEnds() =>
        from peer in _peers
        from piece in peer.Value.Attested
        where piece.Says == Commitment.AsTermAsks
        let term = Terms.FirstOrDefault(term => term.Name == piece.Term)
        where term is not null
        let end = piece.EndsFor(term)
        where end is not null
        select new AttestationEnd(peer.Key, term.Name, end.Value);

    /// <summary>The lists that a peer is on, and the entry it is on each by; what lies below an entry's host counts too, unless the list says otherwise.</summary>
    public IReadOnlyList<(PeerList List, string Entry)> ListsOf(string peer) =>
        [.. _lists
            .Select(list => (list, entry: list.TryFind(peer, list.Declaration.Subdomains ?? true, out var entry) ? entry : null))
            .Where(pair => pair.entry is not null)
            .Select(pair => (pair.list, pair.entry!))];

    /// <summary>Runs the set's own tests.</summary>
    /// <param name="now">The time for tests that name none.</param>
    public IReadOnlyList<PolicyTestResult> RunTests(DateTimeOffset now) => [.. Tests.Select(test => test.Run(this, now))];

    private static Decision After(List<Decision>? shadows, Decision decision) =>
        shadows is null ? decision : decision with { Shadows = [.. shadows] };

    private Decision WithMissing(Decision decision, int upTo, RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (decision.Outcome is Outcome.Allow or Outcome.Limit)
            return decision;
        List<string>? missing = null;
        foreach (var index in _askingForTerms)
            if (index < upTo)
                (missing ??= []).AddRange(Rules[index].MissingTerms(facts, standing, now));
        return missing is null or [] ? decision : decision with { Missing = [.. missing.Distinct()] };
    }
}
