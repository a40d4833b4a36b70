namespace FedFilter.Storage;

/// <summary>One entry of the audit log: its canonical bytes, and beside them the columns that queries use.</summary>
internal sealed class AuditEntryRow
{
    /// <summary>Position in the log, from 0, without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>The decision's id.</summary>
    public required string Id { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Time { get; init; }

    /// <summary>What it is found by: the kind of one, also where it stands for several.</summary>
    public required string Kind { get; init; }

    public string? Checkpoint { get; init; }

    /// <summary>The host it is found by.</summary>
    public string? Peer { get; init; }

    public string? Rule { get; init; }

    public string? Code { get; init; }

    /// <summary>False where it was recorded only, and let pass.</summary>
    public required bool Enforced { get; init; }

    /// <summary>How many requests it stands for.</summary>
    public required long Count { get; init; }

    /// <summary>The id of the entry whose followers it counts.</summary>
    public string? Of { get; init; }

    /// <summary>The exact bytes that are hashed: canonical JSON (RFC 8785).</summary>
    public required byte[] Canonical { get; init; }
}
