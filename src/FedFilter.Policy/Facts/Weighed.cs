namespace FedFilter.Policy.Facts;

/// <summary>What one piece of evidence is worth for one term at one time, best first.</summary>
internal enum Weight
{
    /// <summary>It stands.</summary>
    InForce,

    /// <summary>Somebody should look at it; it still counts for a while.</summary>
    ReviewDue,

    /// <summary>Somebody has to look at it before it counts again.</summary>
    Held,

    /// <summary>It counted once.</summary>
    Stale,

    /// <summary>It was taken back, or what it rests on was.</summary>
    Withdrawn,

    /// <summary>It is signed with another key than the pinned or known one, or not any more.</summary>
    OtherKey,

    /// <summary>It begins later.</summary>
    NotYet,
}

/// <summary>A piece of evidence with what it is worth.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Level">Its level, its key considered.</param>
/// <param name="Weight">What it is worth.</param>
/// <param name="Because">Why it does not simply stand; empty if it does.</param>
/// <param name="Since">Since when.</param>
internal sealed record Weighed(Evidence Piece, EvidenceLevel Level, Weight Weight, string Because = "", DateTimeOffset? Since = null)
{
    public string Value => Piece.Says.Value;

    public string Words => EvidenceText.Of(Piece, Level);

    /// <summary>When it ceases to stand by itself.</summary>
    public DateTimeOffset? Ends { get; init; }
}
