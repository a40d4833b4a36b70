using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>
/// <c>delivery</c> with activity types. An activity may carry several types, and the origin may act on any of them: a rule that lets
/// pass must cover them all, one that refuses or holds need name only one.
/// </summary>
internal sealed class DeliveryMatcher(IEnumerable<string> types, bool all) : Matcher
{
    private readonly ImmutableArray<string> _types = [.. types]; // a handful: comparing costs less than hashing

    public override string Asks => Spelling.Of("delivery", _types);

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (facts.Kind != RequestKind.Delivery || facts.ActivityTypes.Count == 0)
            return false;
        for (var i = 0; i < facts.ActivityTypes.Count; i++)
            if (IsNamed(facts.ActivityTypes[i]) != all)
                return !all;
        return all;
    }

    private bool IsNamed(string type)
    {
        foreach (var named in _types)
            if (named == type)
                return true;
        return false;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Kind(facts);
}
