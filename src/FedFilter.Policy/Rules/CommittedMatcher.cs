using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>committed</c>: the peer's standing on every named term is committed. No terms, no match.</summary>
internal sealed class CommittedMatcher(IEnumerable<string> terms) : Matcher
{
    public ImmutableArray<string> Terms { get; } = [.. terms];

    public override string Asks => Spelling.Of("committed", Terms);

    public override bool LooksAtStanding => true;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var term in Terms)
            if (standing.Find(term) is not { Counts: true })
                return false;
        return !Terms.IsEmpty;
    }

    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var term in Terms)
            if (standing.Find(term) is not ({ Counts: true } or { Doubt: not null }))
                return false;
        return !Terms.IsEmpty;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        Spelling.Of(Terms.Select(term => $"{term}: {Spelling.Word(standing.On(term))}"));
}
