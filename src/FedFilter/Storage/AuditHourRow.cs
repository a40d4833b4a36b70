namespace FedFilter.Storage;

/// <summary>Which positions of the audit log an hour's entries have, so that a time is found without an index of every entry's.</summary>
internal sealed class AuditHourRow
{
    /// <summary>When it began: milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Hour { get; init; }

    public required long First { get; init; }

    public required long Last { get; init; }
}
