namespace FedFilter.Storage;

/// <summary>Something that a peer declares otherwise than before, or a number of such changes; kept so that it is recorded even if the program ends right after.</summary>
internal sealed class EvidenceChangeRow
{
    public long Id { get; init; }

    /// <summary>The peer; of a number of changes the registrable domain, or empty where there were too many domains.</summary>
    public required string Host { get; init; }

    /// <summary>When it was noticed; of a number of changes, when the hour ends that they fall into. Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Time { get; init; }

    /// <summary>JSON.</summary>
    public required string Change { get; set; }

    /// <summary>Whether the audit log has it, and those who are to be told.</summary>
    public bool IsTold { get; set; }
}
