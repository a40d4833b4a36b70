using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>fetch: true</c>, <c>delivery: false</c> and the like: what the request is, whatever it is for.</summary>
internal sealed class KindMatcher(RequestKind kind, bool wanted) : Matcher
{
    public override string Asks => Spelling.Of(Spelling.Word(kind), Spelling.Of(wanted));

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => (facts.Kind == kind) == wanted;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Kind(facts);
}
