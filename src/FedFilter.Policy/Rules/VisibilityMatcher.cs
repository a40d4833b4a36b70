using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>visibility</c>: for whom the post or boost is.</summary>
internal sealed class VisibilityMatcher(IEnumerable<Visibility> visibilities, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    private readonly ImmutableArray<Visibility> _visibilities = [.. visibilities];

    public override string Asks => Spelling.Of("visibility", _visibilities.Select(Spelling.Word));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) =>
        activity.Visibility is { } visibility ? _visibilities.Contains(visibility) : null;

    protected override string? Found(ActivityFacts activity) => activity.Visibility is { } visibility ? Spelling.Word(visibility) : null;
}
