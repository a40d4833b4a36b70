using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>all</c>: every one of these. None given, no match: an empty list matches nobody.</summary>
internal sealed class AllMatcher(IEnumerable<Matcher> matchers) : Matcher
{
    private readonly ImmutableArray<Matcher> _matchers = [.. matchers];

    public override string Asks => "all";

    public override FactKinds Needs => _matchers.Aggregate(FactKinds.None, (kinds, matcher) => kinds | matcher.Needs);

    /// <summary>The matchers of which one consists, where all of them must hold: nothing but <c>all</c> is opened.</summary>
    public static IEnumerable<Matcher> Flatten(Matcher matcher) =>
        matcher is AllMatcher { _matchers: { IsEmpty: false } inner } ? inner.SelectMany(Flatten) : [matcher];

    /// <summary>What consists of one matcher is that one.</summary>
    public static Matcher Opened(Matcher matcher) => matcher is AllMatcher { _matchers: [var only] } ? only : matcher;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (!matcher.Holds(facts, standing, now))
                return false;
        return !_matchers.IsEmpty;
    }

    public override bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        foreach (var matcher in _matchers)
            if (!matcher.MayHold(facts, standing, now))
                return false;
        return !_matchers.IsEmpty;
    }

    public override IReadOnlyList<Matcher> Inside => [.. _matchers.Select(Opened)];

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => "each inside must hold";
}
