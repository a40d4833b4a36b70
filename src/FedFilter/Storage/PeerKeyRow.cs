namespace FedFilter.Storage;

/// <summary>A peer's public key, so that a restart does not fetch every key anew.</summary>
internal sealed class PeerKeyRow
{
    public required string KeyId { get; init; }

    public required string Owner { get; set; }

    public required string Pem { get; set; }

    public required DateTimeOffset FetchedAt { get; set; }
}
