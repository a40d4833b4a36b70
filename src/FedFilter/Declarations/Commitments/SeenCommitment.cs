namespace FedFilter.Declarations.Commitments;

/// <summary>What is remembered of the last document of a host that counted.</summary>
/// <param name="Sha256">Of its octets, lower-case hex.</param>
/// <param name="Issued">When it was issued.</param>
/// <param name="Key">The key it was signed with, as multibase; null if it was not signed, or by a key that nothing bound to the host.</param>
internal sealed record SeenCommitment(string Sha256, DateTimeOffset Issued, string? Key);
