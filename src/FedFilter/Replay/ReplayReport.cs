using FedFilter.Policy;

namespace FedFilter.Replay;

/// <summary>What another policy would have decided of what was recorded; all numbers are decisions.</summary>
internal sealed record ReplayReport
{
    public long Decisions { get; init; }

    /// <summary>The first and the last minute with a record; null if there is none.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Span { get; init; }

    /// <summary>What is decided differently, the most frequent first.</summary>
    public required IReadOnlyList<Flip> Flips { get; init; }

    /// <summary>By host.</summary>
    public required IReadOnlyList<PeerTally> Peers { get; init; }

    /// <summary>What rules asked that nobody knows any more, with how many decisions depend on it.</summary>
    public required IReadOnlyList<(string Question, long Count)> NotReplayable { get; init; }

    /// <summary>Decisions that were made and not kept.</summary>
    public long Lost { get; init; }
}

/// <summary>Decisions about one peer that another policy turns.</summary>
/// <param name="Peer">The host.</param>
/// <param name="From">What was decided.</param>
/// <param name="To">What would be.</param>
/// <param name="OldRule">The rule that decided; null where none matched.</param>
/// <param name="Rule">The rule that would; null where none matches.</param>
/// <param name="Count">How many.</param>
internal sealed record Flip(string Peer, Outcome From, Outcome To, string? OldRule, string? Rule, long Count);

/// <summary>One peer's decisions.</summary>
/// <param name="Peer">The host.</param>
/// <param name="Requests">How many it signed.</param>
/// <param name="Decisions">How many were about it, its own requests and those that only name it.</param>
/// <param name="Passed">Of these, what passed by the rules that were in force, enforced or not.</param>
/// <param name="Passes">What would pass.</param>
/// <param name="Unknown">What cannot be said.</param>
internal sealed record PeerTally(string Peer, long Requests, long Decisions, long Passed, long Passes, long Unknown)
{
    /// <summary>Nothing of theirs would pass any more.</summary>
    public bool IsCutOff => Passed > 0 && PassesNothing;

    /// <summary>Something of theirs would pass, and nothing did.</summary>
    public bool IsLetIn => Passed == 0 && Passes > 0;

    public bool PassesNothing => Passes == 0 && Unknown == 0;

    public PeerTally And(PeerTally other) =>
        new(Peer, Requests + other.Requests, Decisions + other.Decisions, Passed + other.Passed, Passes + other.Passes, Unknown + other.Unknown);
}
