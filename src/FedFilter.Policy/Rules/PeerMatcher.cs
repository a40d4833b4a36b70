using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>peer</c>: named hosts, and <c>*.host</c> for its subdomains, itself not among them.</summary>
internal sealed class PeerMatcher(IEnumerable<string> hosts, IEnumerable<string> parents) : Matcher
{
    // With the dot in front: "evil-example.org" does not end in ".example.org".
    private readonly ImmutableArray<string> _suffixes = [.. parents.Select(parent => "." + parent)];

    public FrozenSet<string> Hosts { get; } = hosts.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The hosts whose subdomains match.</summary>
    public IEnumerable<string> Parents => _suffixes.Select(suffix => suffix[1..]);

    public override string Asks => Spelling.Of("peer", Hosts.Order(StringComparer.Ordinal).Concat(Parents.Select(parent => $"*.{parent}")));

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => Names(facts.Peer);

    public override bool Names(string host)
    {
        if (Hosts.Contains(host))
            return true;
        foreach (var suffix in _suffixes)
            if (host.EndsWith(suffix, StringComparison.Ordinal))
                return true;
        return false;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.Peer);
}
