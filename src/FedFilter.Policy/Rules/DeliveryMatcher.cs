using System.Collections.Frozen;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>
/// <c>delivery</c> with activity types. An activity may carry several types, and the origin may act on any of them: a rule that lets
/// pass must cover them all, one that refuses or holds need name only one.
/// </summary>
internal sealed class DeliveryMatcher(IEnumerable<string> types, bool all) : Matcher
{
    private readonly FrozenSet<string> _types = types.ToFrozenSet(StringComparer.Ordinal);

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (facts.Kind != RequestKind.Delivery || facts.ActivityTypes.Count == 0)
            return false;
        for (var i = 0; i < facts.ActivityTypes.Count; i++)
            if (_types.Contains(facts.ActivityTypes[i]) != all)
                return !all;
        return all;
    }
}
