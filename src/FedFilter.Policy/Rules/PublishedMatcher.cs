using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>published-before</c>: the object is older than this.</summary>
internal sealed class PublishedMatcher(TimeSpan age, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.Published is { } published ? now - published > age : null;
}
