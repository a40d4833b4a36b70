using System.Collections.Frozen;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>hashtags</c>: one of these is among its tags.</summary>
internal sealed class HashtagMatcher(IEnumerable<string> names, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    private readonly FrozenSet<string> _names = names.Select(Folding.Hashtag).ToFrozenSet(StringComparer.Ordinal);

    public override string Asks => Spelling.Of("hashtags", _names);

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.Hashtags?.Any(_names.Contains);

    protected override string? Found(ActivityFacts activity) => activity.Hashtags is { } tags ? Spelling.Of(tags) : null;
}
