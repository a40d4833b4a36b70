namespace FedFilter.Policy.Facts;

/// <summary>What all evidence adds up to for one peer and one term.</summary>
public enum StandingState
{
    /// <summary>Nothing was found.</summary>
    Unknown,

    /// <summary>Evidence in force at the term's proof level or above.</summary>
    Committed,

    /// <summary>Allowed under conditions.</summary>
    Conditional,

    /// <summary>The peer's own words say the opposite.</summary>
    Refused,

    /// <summary>A signal allows what another forbids.</summary>
    Contradictory,

    /// <summary>The text behind it changed; still counts for a while.</summary>
    ReviewDue,

    /// <summary>It counted once and has expired.</summary>
    Stale,

    /// <summary>A commitment once seen is gone.</summary>
    Withdrawn,

    /// <summary>Signed with another key than the pinned one.</summary>
    KeyChanged,
}

/// <summary>One peer's standing on one term, with the reason in words.</summary>
/// <param name="Term">The term's name in the policy.</param>
/// <param name="State">What the evidence adds up to.</param>
/// <param name="Because">Why, for a person: the source, who reviewed it, until when it holds.</param>
public sealed record TermStanding(string Term, StandingState State, string Because)
{
    /// <summary>Whether it counts as committed: a review that is due does for a while.</summary>
    public bool Counts { get; init; } = State == StandingState.Committed;

    /// <summary>Why it may be committed all the same, so that what depends on it is held: a reason code. Null where it is settled.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether the state itself is not known yet, and may be any.</summary>
    public bool IsOpen => Doubt == Reasons.StandingPending;
}

/// <summary>One peer's standing on every term of a policy set.</summary>
/// <param name="Peer">The peer's canonical host.</param>
/// <param name="Terms">One entry for each term of the set, in the order of their names.</param>
public sealed record Standing(string Peer, IReadOnlyList<TermStanding> Terms)
{
    /// <summary>Why what depends on it is held, for the first term in doubt; null where all is settled.</summary>
    public string? Doubt { get; } = Terms.FirstOrDefault(term => term.Doubt is not null)?.Doubt;

    /// <summary>The state on a term; <see cref="StandingState.Unknown"/> for one that is not listed.</summary>
    public StandingState On(string term) => Find(term)?.State ?? StandingState.Unknown;

    internal TermStanding? Find(string term)
    {
        for (var i = 0; i < Terms.Count; i++) // an enumerator would be an allocation for every decision
            if (Terms[i].Term == term)
                return Terms[i];
        return null;
    }
}
