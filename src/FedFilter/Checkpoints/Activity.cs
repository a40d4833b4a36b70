namespace FedFilter.Checkpoints;

/// <summary>What a decision needs of an activity's JSON; everything in it is the sender's claim.</summary>
internal sealed record Activity
{
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The actor's id.</summary>
    public required string Actor { get; init; }

    /// <summary>The activity's own id; some servers send short-lived activities without one.</summary>
    public string? Id { get; init; }

    /// <summary>The id of its object, whether embedded or named; null where there is none or several.</summary>
    public string? Object { get; init; }
}
