using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// Where a matcher stands. Some questions have no answer of their own: an activity has several types and only some are named, or a fact
/// is not known. They are answered so that no doubt lets anything pass, and inside <c>not</c> that is the other way round.
/// </summary>
/// <param name="Terms">The terms that are defined.</param>
/// <param name="Lists">The lists that are defined.</param>
/// <param name="Allows">Whether the rule lets pass.</param>
/// <param name="Problems">Where problems go.</param>
internal sealed record MatcherScope(IReadOnlySet<string> Terms, IReadOnlyDictionary<string, PeerList> Lists, bool Allows, List<Problem> Problems)
{
    /// <summary>How deep matchers may be nested: more than a person can follow.</summary>
    public const int Deepest = 8;

    /// <summary>Within how many <c>any</c>, <c>all</c> and <c>not</c>.</summary>
    public int Depth { get; init; }

    /// <summary>Within an odd number of <c>not</c>.</summary>
    public bool Negated { get; init; }

    /// <summary>
    /// Whether what may be read widely or narrowly is read narrowly: all of several types must be named, not only one; a list's entry stands
    /// for its host alone, not for what is below it; a host is the one on which the actor lives, not the domain of its handle.
    /// </summary>
    public bool Narrow => Allows != Negated;

    /// <summary>Whether it holds where the fact is not known: never by itself, but "not that" must not let pass what nobody knows.</summary>
    public bool WhenUnknown => Allows && Negated;

    /// <summary>The scope of what stands inside <c>any</c> and <c>all</c>.</summary>
    public MatcherScope Inside => this with { Depth = Depth + 1 };

    /// <summary>The scope of what stands inside <c>not</c>.</summary>
    public MatcherScope Opposite => Inside with { Negated = !Negated };

    /// <summary>The same matcher, its answers being kept in place of what it looks at.</summary>
    public Matcher Remembered(YamlFields when, string key, Matcher matcher) =>
        new RememberedMatcher($"{key}: {string.Join(", ", when.Texts(key).Select(text => text.Text))}", $"{Narrow} {WhenUnknown}", matcher);

    public void Report(Place place, string text) => Problems.Add(new Problem(place, text));
}
