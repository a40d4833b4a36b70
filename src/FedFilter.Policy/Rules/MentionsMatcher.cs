using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>mentions-over</c>: it mentions more actors than this.</summary>
internal sealed class MentionsMatcher(int number, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.Mentions is { } mentions ? mentions > number : null;
}
