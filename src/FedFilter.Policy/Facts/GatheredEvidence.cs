using System.Collections.Immutable;

namespace FedFilter.Policy.Facts;

/// <summary>What was found out about one peer by asking it, beside what the policy files say.</summary>
public sealed record GatheredEvidence
{
    /// <summary>Asked, and nothing was there.</summary>
    public static readonly GatheredEvidence Nothing = new();

    /// <summary>The peer's declarations.</summary>
    public ImmutableArray<Evidence> Pieces { get; init; } = [];

    /// <summary>What has become of texts that attestations were made of, where they are not what was read any more.</summary>
    public ImmutableArray<TextState> Texts { get; init; } = [];

    /// <summary>Since when it was tried to ask the peer without an answer. Null if it answered.</summary>
    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>It was not asked yet, or has not answered.</summary>
    public static GatheredEvidence Pending(DateTimeOffset since) => new() { PendingSince = since };
}

/// <summary>What has become of a text.</summary>
/// <param name="Source">Its URL, as the attestation gives it.</param>
/// <param name="Sha256">The SHA-256 of what was read, as the attestation gives it.</param>
/// <param name="State">What it is now.</param>
/// <param name="Since">Since when.</param>
public sealed record TextState(string Source, string Sha256, EvidenceState State, DateTimeOffset Since);
