namespace FedFilter.Storage;

/// <summary>Something that a peer declares otherwise than before; kept so that it is told even if the program ends right after.</summary>
internal sealed class EvidenceChangeRow
{
    public long Id { get; init; }

    public required string Host { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Time { get; init; }

    /// <summary>JSON.</summary>
    public required string Change { get; init; }

    /// <summary>Whether the audit log has it, and those who are to be told.</summary>
    public bool IsTold { get; set; }
}
