namespace FedFilter.Checkpoints;

/// <summary>What a decision needs of an activity's JSON; everything in it is the sender's claim.</summary>
internal sealed record Activity
{
    /// <summary>By the names that rules know them by, however they were written.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The actor's id.</summary>
    public required string Actor { get; init; }

    /// <summary>The activity's own id; some servers send short-lived activities without one.</summary>
    public string? Id { get; init; }

    /// <summary>The id of its object, whether embedded or named; null where there is none or several.</summary>
    public string? Object { get; init; }

    /// <summary>
    /// The hosts of what it brings along: of each activity or post in it the id's, its actor's and its authors'; of what it announces also the addresses.
    /// Without the actor's own where that shows at once.
    /// </summary>
    public IReadOnlyList<string> Brought { get; init; } = [];

    /// <summary>The addresses of contexts that it names and that are not known.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    /// <summary>Whether it carries a linked data signature, which receivers verify by way of its contexts.</summary>
    public bool HasLinkedDataSignature { get; init; }
}
