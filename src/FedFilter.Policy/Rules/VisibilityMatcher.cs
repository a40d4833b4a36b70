using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>visibility</c>: for whom the post or boost is.</summary>
internal sealed class VisibilityMatcher(IEnumerable<Visibility> visibilities, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    private readonly ImmutableArray<Visibility> _visibilities = [.. visibilities];

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) =>
        activity.Visibility is { } visibility ? _visibilities.Contains(visibility) : null;
}
