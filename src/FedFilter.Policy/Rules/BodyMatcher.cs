using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>A condition on what an activity carries. Of a fetch, and of an object that is named by its id only, nothing is known.</summary>
internal abstract class BodyMatcher(bool whenUnknown) : Matcher
{
    public sealed override FactKinds Needs => FactKinds.Body;

    public sealed override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        facts.Body is { } body ? Holds(body.Facts, now) ?? whenUnknown : whenUnknown;

    /// <summary>Whether it holds; null where the activity does not tell.</summary>
    protected abstract bool? Holds(ActivityFacts activity, DateTimeOffset now);

    public sealed override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        (facts.Body is { } body ? Found(body.Facts) : null) ?? Spelling.NotKnown;

    /// <summary>The value it is compared with; null where the activity does not tell.</summary>
    protected abstract string? Found(ActivityFacts activity);
}
