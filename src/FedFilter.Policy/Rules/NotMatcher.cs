using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>not</c>: the other way round. What is inside was compiled for it: see <see cref="Compilation.MatcherScope"/>.</summary>
internal sealed class NotMatcher(Matcher matcher) : Matcher
{
    public override string Asks => "not";

    public override FactKinds Needs => matcher.Needs;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => !matcher.MayHold(facts, standing, now);

    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now) => !matcher.Holds(facts, standing, now);

    public override IReadOnlyList<Matcher> Inside => [AllMatcher.Opened(matcher)];

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => "what is inside must not hold";
}
