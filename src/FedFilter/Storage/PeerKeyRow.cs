namespace FedFilter.Storage;

/// <summary>A peer's public key, so that a restart does not fetch every key anew.</summary>
internal sealed class PeerKeyRow
{
    public required string KeyId { get; init; }

    public required string Owner { get; set; }

    /// <summary>The type that the owner's document gives.</summary>
    public string? OwnerType { get; set; }

    public required string Pem { get; set; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long FetchedAt { get; set; }
}
