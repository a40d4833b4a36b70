using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>direction</c>: which way content flows.</summary>
internal sealed class DirectionMatcher(IEnumerable<Direction> directions) : Matcher
{
    private readonly ImmutableArray<Direction> _directions = [.. directions];

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => _directions.Contains(facts.Direction);
}
