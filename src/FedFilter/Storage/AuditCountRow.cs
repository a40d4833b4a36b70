namespace FedFilter.Storage;

/// <summary>How many requests the entries of one hour stand for that are alike in this.</summary>
internal sealed class AuditCountRow
{
    /// <summary>When it began: milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Hour { get; init; }

    public required string Kind { get; init; }

    /// <summary>Empty where there is none.</summary>
    public required string Peer { get; init; }

    public required string Code { get; init; }

    /// <summary>Empty where no rule decided.</summary>
    public required string Rule { get; init; }

    public required bool Enforced { get; init; }

    public required long Count { get; init; }
}
