using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>mentions-over</c>: it mentions more actors than this.</summary>
internal sealed class MentionsMatcher(int number, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    public override string Asks => Spelling.Of("mentions-over", Spelling.Of(number));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.Mentions is { } mentions ? mentions > number : null;

    protected override string? Found(ActivityFacts activity) => activity.Mentions is { } mentions ? Spelling.Of(mentions) : null;
}
