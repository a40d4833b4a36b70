using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>standing</c>: the peer's standing on a term is one of these states.</summary>
internal sealed class StandingMatcher(string term, IEnumerable<StandingState> states) : Matcher
{
    private readonly ImmutableArray<StandingState> _states = [.. states];

    public override string Asks => Spelling.Of("standing", $"{term}: {Spelling.Of(_states.Select(Spelling.Word))}");

    public override bool LooksAtStanding => true;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        standing.Find(term) is not { IsOpen: true } && _states.Contains(standing.On(term));

    /// <summary>What is not known yet may be any of them.</summary>
    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        standing.Find(term) is { IsOpen: true } ? !_states.IsEmpty : Holds(facts, standing, now);

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        $"{term}: {Spelling.Word(standing.On(term))}";
}
