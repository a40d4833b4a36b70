using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FedFilter.Policy.Rules;

/// <summary>
/// Which rules may match a peer at all, as a set of bits in the order of the rules. A rule that names its peers is found by host, so that a
/// thousand of these cost what the few others do.
/// </summary>
internal sealed class RuleIndex
{
    private const int Bits = 64;

    private readonly ImmutableArray<ulong> _others;
    private readonly FrozenDictionary<string, ImmutableArray<int>> _byHost;
    private readonly FrozenDictionary<string, ImmutableArray<int>> _byParent;

    public RuleIndex(ImmutableArray<Rule> rules)
    {
        var others = new ulong[(rules.Length + Bits - 1) / Bits];
        for (var rule = 0; rule < rules.Length; rule++)
            if (rules[rule].Peers is null)
                Add(others, rule);
        _others = [.. others];
        _byHost = By(rules, peers => peers.Hosts);
        _byParent = By(rules, peers => peers.Parents);
    }

    /// <summary>How many words <see cref="Find"/> fills.</summary>
    public int Length => _others.Length;

    /// <param name="peer">The peer.</param>
    /// <param name="handleDomain">The domain of its actor's handle, if it differs.</param>
    /// <param name="candidates">The set that is filled.</param>
    public void Find(string peer, string? handleDomain, Span<ulong> candidates)
    {
        _others.AsSpan().CopyTo(candidates);
        Add(candidates, peer);
        if (handleDomain is not null)
            Add(candidates, handleDomain);
    }

    private void Add(Span<ulong> candidates, string peer)
    {
        if (_byHost.TryGetValue(peer, out var named))
            Add(candidates, named);
        if (_byParent.Count == 0)
            return;

        var parents = _byParent.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dot = peer.IndexOf('.'); dot >= 0;)
        {
            var parent = peer.AsSpan(dot + 1);
            if (parents.TryGetValue(parent, out var below))
                Add(candidates, below);
            var next = parent.IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }
    }

    private static FrozenDictionary<string, ImmutableArray<int>> By(ImmutableArray<Rule> rules, Func<PeerMatcher, IEnumerable<string>> hosts) =>
        Enumerable.Range(0, rules.Length)
            .SelectMany(rule => rules[rule].Peers is { } peers ? hosts(peers).Distinct().Select(host => (host, rule)) : [])
            .GroupBy(pair => pair.host, pair => pair.rule)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    private static void Add(Span<ulong> candidates, ImmutableArray<int> rules)
    {
        foreach (var rule in rules)
            Add(candidates, rule);
    }

    private static void Add(Span<ulong> candidates, int rule) => candidates[rule / Bits] |= 1UL << (rule % Bits);
}
