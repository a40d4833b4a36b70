using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>direction</c>: which way content flows.</summary>
internal sealed class DirectionMatcher(IEnumerable<Direction> directions) : Matcher
{
    private readonly ImmutableArray<Direction> _directions = [.. directions];

    public override string Asks => Spelling.Of("direction", _directions.Select(Spelling.Word));

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => _directions.Contains(facts.Direction);

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Word(facts.Direction);
}
