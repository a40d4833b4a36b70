namespace FedFilter.Storage;

/// <summary>When a peer was first met.</summary>
internal sealed class PeerSeenRow
{
    public required string Host { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long FirstSeen { get; init; }
}
