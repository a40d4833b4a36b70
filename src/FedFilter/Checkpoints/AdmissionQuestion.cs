using System.Net;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>What a checkpoint asks: all it verified about one request, and what an admin will want to know if it is refused.</summary>
internal sealed record AdmissionQuestion
{
    public required Checkpoint Checkpoint { get; init; }

    public required Direction Direction { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>The peer whose key verified the request; of the origin's own requests, the host they go to.</summary>
    public required string Signer { get; init; }

    /// <summary>Null for the origin's own requests: nobody verifies who they are from.</summary>
    public string? KeyId { get; init; }

    /// <summary>The actor whose key it is.</summary>
    public string? KeyOwner { get; init; }

    /// <summary>The type that the actor's document gives, where the key came with it.</summary>
    public string? ActorType { get; init; }

    /// <summary>The activity, for a delivery.</summary>
    public Activity? Activity { get; init; }

    /// <summary>The activity's octets.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The origin's host; empty where several share a proxy and nothing tells which it is.</summary>
    public required string Origin { get; init; }

    /// <summary>The canonical path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Further paths that the query routes the request to.</summary>
    public IReadOnlyList<string> RoutedPaths { get; init; } = [];

    /// <summary>The request target as it was sent.</summary>
    public required string Target { get; init; }

    public string? UserAgent { get; init; }

    public IPAddress? Client { get; init; }
}
