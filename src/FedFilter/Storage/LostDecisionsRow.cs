namespace FedFilter.Storage;

/// <summary>How many decisions were made and not kept.</summary>
internal sealed class LostDecisionsRow
{
    public long Id { get; init; }

    /// <summary>When that was noted: milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Time { get; init; }

    public required long Count { get; init; }
}
