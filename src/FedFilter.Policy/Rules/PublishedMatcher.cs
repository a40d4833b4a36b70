using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>published-before</c>: the object is older than this.</summary>
internal sealed class PublishedMatcher(TimeSpan age, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    public override string Asks => Spelling.Of("published-before", Spelling.Of(age));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.Published is { } published ? now - published > age : null;

    protected override string? Found(ActivityFacts activity) => activity.Published is { } published ? Spelling.Of(published) : null;
}
