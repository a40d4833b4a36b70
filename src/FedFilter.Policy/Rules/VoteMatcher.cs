using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>vote</c>: the activity is a vote in a poll, or it is not.</summary>
internal sealed class VoteMatcher(bool vote, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    public override string Asks => Spelling.Of("vote", Spelling.Of(vote));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) => activity.HasObject ? activity.IsVote == vote : null;

    protected override string? Found(ActivityFacts activity) => activity.HasObject ? Spelling.Of(activity.IsVote) : null;
}
