namespace FedFilter.Declarations.Commitments;

/// <summary>Everything that verifying looks at.</summary>
/// <param name="Octets">What the host answered, or what a file holds; hostile.</param>
/// <param name="Host">The peer it was fetched for, in canonical form.</param>
/// <param name="Url">The address it was fetched from.</param>
/// <param name="Now">The time.</param>
internal sealed record CommitmentQuestion(ReadOnlyMemory<byte> Octets, string Host, string Url, DateTimeOffset Now)
{
    /// <summary>The last document of this host that counted; null if this is the first.</summary>
    public SeenCommitment? LastSeen { get; init; }

    /// <summary>The did:key that the admin pinned for this host; null if none.</summary>
    public string? Pinned { get; init; }

    /// <summary>What the actor that the document names lists (<see cref="CommitmentVerification.ActorOf"/>); null if it was not or could not be read.</summary>
    public ActorKeys? Listed { get; init; }
}
