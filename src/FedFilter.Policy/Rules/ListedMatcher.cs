using System.Collections.Immutable;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Rules;

/// <summary><c>listed</c>: the peer is on one of these lists.</summary>
/// <param name="lists">The lists, first named first.</param>
/// <param name="allows">Whether the rule lets pass: then an entry stands for its host alone, unless the list says otherwise.</param>
internal sealed class ListedMatcher(IEnumerable<PeerList> lists, bool allows) : Matcher
{
    private readonly ImmutableArray<PeerList> _lists = [.. lists];

    public override bool Holds(RequestFacts facts, Standing standing)
    {
        foreach (var list in _lists)
            if (list.TryFind(facts.Peer, list.Declaration.Subdomains ?? !allows, out _))
                return true;
        return false;
    }

    /// <summary>Anyone may be on a list that was never read.</summary>
    public override bool MayHold(RequestFacts facts, Standing standing)
    {
        foreach (var list in _lists)
            if (!list.IsRead)
                return true;
        return Holds(facts, standing);
    }
}
