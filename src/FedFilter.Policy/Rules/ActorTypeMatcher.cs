using System.Collections.Frozen;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>actor-type</c>: what the actor's own document says it is.</summary>
internal sealed class ActorTypeMatcher(IEnumerable<string> types, bool whenUnknown) : Matcher
{
    private readonly FrozenSet<string> _types = types.ToFrozenSet(StringComparer.Ordinal);

    public override string Asks => Spelling.Of("actor-type", _types);

    public override FactKinds Needs => FactKinds.ActorType;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        facts.ActorType is { } type ? _types.Contains(type) : whenUnknown;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.ActorType);
}
