using FedFilter.Policy;

namespace FedFilter.Declarations.Commitments;

/// <summary>One entry of <c>commitments</c>, in the words of the document.</summary>
/// <param name="Use">Such as <c>train-ai</c>.</param>
/// <param name="Party"><c>operator</c> or <c>third-party</c>.</param>
/// <param name="Scope">Of <c>local</c> and <c>received</c>.</param>
/// <param name="Value"><c>no</c>, <c>conditional</c> or <c>allowed</c>.</param>
internal sealed record CommitmentStatement(string Use, string Party, IReadOnlyList<string> Scope, string Value)
{
    /// <summary>
    /// Whether it has members besides the four. One that this version does not know may be a condition ("unless", "except"): a promise
    /// must not be read without it.
    /// </summary>
    public bool HasMore { get; init; }

    /// <summary>One for each word of the scope that is known; none if another word is not, or there is more to it.</summary>
    public IEnumerable<Commitment> Commitments =>
        HasMore || !CommitmentWords.TryParty(Party, out var party) || !CommitmentWords.IsValue(Value)
            ? []
            : Scope.Distinct(StringComparer.Ordinal)
                .SelectMany(word => CommitmentWords.TryScope(word, out var scope) ? new[] { new Commitment(Use, party, scope, Value) } : []);
}
