using System.Collections.Frozen;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>object</c>: the embedded object is of such a type. Several types count as in <see cref="DeliveryMatcher"/>.</summary>
internal sealed class ObjectMatcher(IEnumerable<string> types, bool all, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    private readonly FrozenSet<string> _types = types.ToFrozenSet(StringComparer.Ordinal);

    public override string Asks => Spelling.Of("object", _types);

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) =>
        activity.ObjectTypes.Count == 0 ? null
        : all ? activity.ObjectTypes.All(_types.Contains)
        : activity.ObjectTypes.Any(_types.Contains);

    protected override string? Found(ActivityFacts activity) => activity.ObjectTypes.Count == 0 ? null : Spelling.Of(activity.ObjectTypes);
}
