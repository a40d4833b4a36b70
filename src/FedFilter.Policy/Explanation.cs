using FedFilter.Policy.Facts;

namespace FedFilter.Policy;

/// <summary>A decision with the road to it.</summary>
/// <param name="Decision">Exactly what <see cref="PolicySet.Decide"/> gives.</param>
/// <param name="Facts">What it was decided on.</param>
/// <param name="Standing">What the peer stands for.</param>
/// <param name="Rules">Every rule that was tried, in order; after the one that matched none is.</param>
public sealed record Explanation(Decision Decision, RequestFacts Facts, Standing Standing, IReadOnlyList<RuleTrace> Rules);

/// <summary>A rule that was tried.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Then">What it says.</param>
/// <param name="Shadow">Whether what it says is only noted.</param>
/// <param name="Matched">Whether it matched.</param>
/// <param name="MayMatch">Whether it matched or might, if the lists that could not be read yet were known, and what the peer declares.</param>
/// <param name="Matchers">Its matchers; all must hold. Empty for a rule about everything.</param>
public sealed record RuleTrace(string Name, Outcome Then, bool Shadow, bool Matched, bool MayMatch, IReadOnlyList<MatcherTrace> Matchers);

/// <summary>A matcher that was asked.</summary>
/// <param name="Asks">What it asks for, as in the rule, shortened.</param>
/// <param name="Found">The value that was compared, shortened; fit for a terminal.</param>
/// <param name="Holds">Whether it certainly holds.</param>
/// <param name="MayHold">Whether it holds or might.</param>
/// <param name="Inside">The matchers inside <c>any</c>, <c>all</c>, <c>not</c>.</param>
public sealed record MatcherTrace(string Asks, string Found, bool Holds, bool MayHold, IReadOnlyList<MatcherTrace> Inside);
