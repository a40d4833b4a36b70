using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Rules;

/// <summary><c>listed</c>: the peer is on one of these lists.</summary>
/// <param name="lists">The lists, first named first.</param>
/// <param name="narrow">
/// Whether an entry matches its host alone, as it must in a rule that allows, unless the list says otherwise. If not, the domain of the actor's
/// handle is matched as well as the peer's name.
/// </param>
internal sealed class ListedMatcher(IEnumerable<PeerList> lists, bool narrow) : Matcher
{
    private readonly ImmutableArray<PeerList> _lists = [.. lists];

    public override string Asks => Spelling.Of("listed", _lists.Select(list => list.Name));

    public override FactKinds Needs => narrow || _lists.All(list => list is { IsRead: true, Count: 0 }) ? FactKinds.None : FactKinds.HandleDomain;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var list in _lists)
            if (IsOn(list, facts.Peer, out _) || (!narrow && facts.HandleDomain is { } domain && IsOn(list, domain, out _)))
                return true;
        return false;
    }

    /// <summary>Anyone may be on a list that was never read.</summary>
    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var list in _lists)
            if (!list.IsRead)
                return true;
        return Holds(facts, standing, now);
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        Spelling.Of(_lists.Select(list =>
            !list.IsRead ? $"{list.Name} was never read"
            : IsOn(list, facts.Peer, out var entry) ? $"{facts.Peer} by the entry {entry} of {list.Name}"
            : !narrow && facts.HandleDomain is { } domain && IsOn(list, domain, out entry) ? $"{Spelling.OfHandle(domain)} by the entry {entry} of {list.Name}"
            : $"{facts.Peer} is not on {list.Name}"));

    private bool IsOn(PeerList list, string host, [NotNullWhen(true)] out string? entry) => list.TryFind(host, list.Declaration.Subdomains ?? !narrow, out entry);
}
