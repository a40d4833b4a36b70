using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>forwarded</c>: whether the activity speaks for another host than the one that signed.</summary>
internal sealed class ForwardedMatcher(bool wanted) : Matcher
{
    public override string Asks => Spelling.Of("forwarded", Spelling.Of(wanted));

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => facts.Forwarded == wanted;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.Forwarded);
}
