using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Declarations.Sources;

/// <summary>What becomes of the statements of a source when it is read again.</summary>
internal static class PieceMerge
{
    /// <summary>Of one source.</summary>
    public const int Most = 16;

    /// <summary>The new ones; of those before, what is not said any more is withdrawn, and remembered as that.</summary>
    public static ImmutableArray<Evidence> Instead(ImmutableArray<Evidence> before, ImmutableArray<Evidence> now, DateTimeOffset time) =>
        [.. now, .. Withdrawn([.. before.Where(piece => !now.Any(other => other.Says == piece.Says))], time).Take(Most)];

    public static ImmutableArray<Evidence> Withdrawn(ImmutableArray<Evidence> before, DateTimeOffset time) =>
        [.. before.Select(piece => piece.State == EvidenceState.Withdrawn ? piece : piece with { State = EvidenceState.Withdrawn, Since = time })];

    public static ImmutableArray<Evidence> Unreached(ImmutableArray<Evidence> before, DateTimeOffset time) =>
        [.. before.Select(piece => piece.State == EvidenceState.InForce ? piece with { State = EvidenceState.Unreachable, Since = time } : piece)];

    public static ImmutableArray<Evidence> Reached(ImmutableArray<Evidence> before) =>
        [.. before.Select(piece => piece.State == EvidenceState.Unreachable ? piece with { State = EvidenceState.InForce, Since = null } : piece)];
}
