using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Compilation;

/// <summary>How standings are spelt.</summary>
internal static class StateWords
{
    public static readonly (string, StandingState)[] All =
    [
        ("committed", StandingState.Committed), ("conditional", StandingState.Conditional), ("refused", StandingState.Refused),
        ("contradictory", StandingState.Contradictory), ("review-due", StandingState.ReviewDue), ("stale", StandingState.Stale),
        ("withdrawn", StandingState.Withdrawn), ("key-changed", StandingState.KeyChanged), ("unknown", StandingState.Unknown),
    ];
}
