using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>first-seen-within</c>: the peer was first met less than this ago.</summary>
internal sealed class FirstSeenMatcher(TimeSpan age, bool whenUnknown) : Matcher
{
    public override string Asks => Spelling.Of("first-seen-within", Spelling.Of(age));

    public override FactKinds Needs => FactKinds.FirstSeen;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        facts.FirstSeen is { } first ? now - first < age : whenUnknown;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.FirstSeen);
}
