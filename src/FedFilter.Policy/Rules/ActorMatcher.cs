using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>actor</c>: the acting actor's id is one of these URLs.</summary>
internal sealed class ActorMatcher(IEnumerable<UrlGlob> actors, bool whenUnknown) : Matcher
{
    private readonly ImmutableArray<UrlGlob> _actors = [.. actors];

    public override string Asks => Spelling.Of("actor", _actors);

    public override FactKinds Needs => FactKinds.Actor;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (facts.Actor is null)
            return whenUnknown;
        foreach (var actor in _actors)
            if (actor.Matches(facts.Actor))
                return true;
        return false;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.Actor);
}
