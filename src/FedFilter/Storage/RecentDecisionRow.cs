namespace FedFilter.Storage;

/// <summary>Decisions of one minute that are alike in all that rules look at, without content and without who acted.</summary>
internal sealed class RecentDecisionRow
{
    public long Id { get; init; }

    /// <summary>When it began: milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Minute { get; init; }

    public required string Peer { get; init; }

    /// <summary>The peer did not sign; an activity of somebody else's names it.</summary>
    public required bool Named { get; init; }

    public required int Kind { get; init; }

    public required int Direction { get; init; }

    public required int Checkpoint { get; init; }

    /// <summary>The activity's types, one a line; null for a fetch.</summary>
    public string? Types { get; init; }

    /// <summary>The path's shape; null for a delivery.</summary>
    public string? Path { get; init; }

    public string? ActorType { get; init; }

    /// <summary>The domain of the actor's handle, where it is known to be another than the peer.</summary>
    public string? HandleDomain { get; init; }

    public required bool Forwarded { get; init; }

    /// <summary>What matchers answered that look at what is not kept; null if there were none.</summary>
    public string? Answers { get; init; }

    public required int Outcome { get; init; }

    public string? Rule { get; init; }

    /// <summary>The first twelve digits of the policy's revision.</summary>
    public required string Policy { get; init; }

    public required long Count { get; init; }
}
