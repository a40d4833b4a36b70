using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>peer</c>: named hosts, and <c>*.host</c> for its subdomains, itself not among them.</summary>
/// <param name="hosts">The hosts.</param>
/// <param name="parents">The hosts whose subdomains match.</param>
/// <param name="narrow">Whether only the peer's own name counts, as it must where the rule lets pass; else the domain of the actor's handle does too.</param>
internal sealed class PeerMatcher(IEnumerable<string> hosts, IEnumerable<string> parents, bool narrow) : Matcher
{
    // With the dot in front: "evil-example.org" does not end in ".example.org".
    private readonly ImmutableArray<string> _suffixes = [.. parents.Select(parent => "." + parent)];

    public FrozenSet<string> Hosts { get; } = hosts.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The hosts whose subdomains match.</summary>
    public IEnumerable<string> Parents => _suffixes.Select(suffix => suffix[1..]);

    public override string Asks => Spelling.Of("peer", Hosts.Order(StringComparer.Ordinal).Concat(Parents.Select(parent => $"*.{parent}")));

    public override FactKinds Needs => narrow || (Hosts.Count == 0 && _suffixes.IsEmpty) ? FactKinds.None : FactKinds.HandleDomain;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        Names(facts.Peer) || (!narrow && facts.HandleDomain is { } domain && Names(domain));

    public override bool Names(string host)
    {
        if (Hosts.Contains(host))
            return true;
        foreach (var suffix in _suffixes)
            if (host.EndsWith(suffix, StringComparison.Ordinal))
                return true;
        return false;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        narrow || facts.HandleDomain is null ? Spelling.Of(facts.Peer) : Spelling.Of([facts.Peer, Spelling.OfHandle(facts.HandleDomain)]);
}
