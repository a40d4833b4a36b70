using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>any</c>: at least one of these.</summary>
internal sealed class AnyMatcher(IEnumerable<Matcher> matchers) : Matcher
{
    private readonly ImmutableArray<Matcher> _matchers = [.. matchers];

    public override string Asks => "any";

    public override FactKinds Needs => _matchers.Aggregate(FactKinds.None, (kinds, matcher) => kinds | matcher.Needs);

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (matcher.Holds(facts, standing, now))
                return true;
        return false;
    }

    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (matcher.MayHold(facts, standing, now))
                return true;
        return false;
    }

    public override IReadOnlyList<Matcher> Inside => [.. _matchers.Select(AllMatcher.Opened)];

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => "one inside must hold";
}
