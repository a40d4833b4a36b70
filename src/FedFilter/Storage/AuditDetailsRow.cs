namespace FedFilter.Storage;

/// <summary>What a person needs to understand an entry and what may be erased: kept beside it, sealed into it by a salted hash.</summary>
internal sealed class AuditDetailsRow
{
    public required long Sequence { get; init; }

    /// <summary>32 random bytes; without them the hash in the entry tells nothing.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>Canonical JSON (RFC 8785).</summary>
    public required byte[] Canonical { get; init; }

    /// <summary>The activity's first type, to be found by.</summary>
    public string? Type { get; init; }
}
