namespace FedFilter.Storage;

/// <summary>What was found out about a peer by asking it.</summary>
internal sealed class PeerRecordRow
{
    public required string Host { get; init; }

    /// <summary>JSON; null if it was not asked yet.</summary>
    public string? Record { get; set; }

    /// <summary>When it is to be asked next; milliseconds since 1970-01-01T00:00Z.</summary>
    public required long DueAt { get; set; }

    /// <summary>Grows with each record that is kept, whichever process keeps it; 0 without one.</summary>
    public long Version { get; set; }

    /// <summary>When a decision last looked at it, to some hours; milliseconds since 1970-01-01T00:00Z.</summary>
    public long UsedAt { get; set; }
}
