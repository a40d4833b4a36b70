using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Compilation;

/// <summary>How what has become of a declaration is spelt.</summary>
internal static class EvidenceWords
{
    public static readonly (string, EvidenceState)[] States =
    [
        ("in-force", EvidenceState.InForce), ("unreachable", EvidenceState.Unreachable), ("text-changed", EvidenceState.TextChanged),
        ("clause-lost", EvidenceState.ClauseLost), ("withdrawn", EvidenceState.Withdrawn),
    ];
}
