namespace FedFilter.Declarations.Commitments;

/// <summary>What a document is worth: exactly one of the nested records.</summary>
internal abstract record CommitmentResult
{
    private CommitmentResult()
    {
    }

    /// <summary>What to remember of the host from now on; null to leave it as it is.</summary>
    public virtual SeenCommitment? Remember => null;

    /// <summary>The host said it, and signed it with a key that is bound to it. Level <c>signed</c>.</summary>
    /// <param name="Document">What it says.</param>
    /// <param name="Sha256">Of its octets, lower-case hex.</param>
    /// <param name="Key">Multibase of the key.</param>
    /// <param name="Binding">What binds the key to the host.</param>
    /// <param name="ChainBroken">It does not name the last one seen: one between them was missed, or it was made without knowledge of that one.</param>
    public sealed record Signed(CommitmentDocument Document, string Sha256, string Key, KeyBinding Binding, bool ChainBroken) : CommitmentResult
    {
        public override SeenCommitment Remember => new(Sha256, Document.Issued, Key);
    }

    /// <summary>The host said it over TLS, and nothing proves more. Level <c>published</c>.</summary>
    /// <param name="Document">What it says.</param>
    /// <param name="Sha256">Of its octets, lower-case hex.</param>
    /// <param name="UnboundKey">
    /// Multibase of a did:key that signed it rightly, and that neither the admin nor an actor of the host knows; null if it has no proof.
    /// </param>
    /// <param name="ChainBroken">As of a signed one.</param>
    public sealed record Published(CommitmentDocument Document, string Sha256, string? UnboundKey, bool ChainBroken) : CommitmentResult
    {
        public override SeenCommitment Remember => new(Sha256, Document.Issued, null);
    }

    /// <summary>It does not count, and is not the absence of a document either.</summary>
    public sealed record Invalid(CommitmentFault Fault, string Detail) : CommitmentResult;

    /// <summary>It counted until <see cref="CommitmentDocument.Expires"/>. Its proof was not looked at.</summary>
    public sealed record Expired(CommitmentDocument Document, string Sha256) : CommitmentResult;

    /// <summary>It counts from <see cref="CommitmentDocument.Issued"/>. Its proof was not looked at.</summary>
    public sealed record NotYetValid(CommitmentDocument Document, string Sha256) : CommitmentResult;

    /// <summary>All is in order, but for the key: held until the admin pins one.</summary>
    /// <param name="Document">What it says.</param>
    /// <param name="Sha256">Of its octets, lower-case hex.</param>
    /// <param name="Before">Multibase of the key that is pinned or was seen before.</param>
    /// <param name="Now">That of the key it is signed with; null if it is not signed any more.</param>
    public sealed record KeyChanged(CommitmentDocument Document, string Sha256, string Before, string? Now) : CommitmentResult;
}

/// <summary>What binds a key to a host.</summary>
internal enum KeyBinding
{
    /// <summary>The admin pinned it.</summary>
    Pinned,

    /// <summary>An actor on the host lists it in <c>assertionMethod</c> (FEP-521a).</summary>
    Actor,

    /// <summary>The last document seen was signed with it, and it was bound to the host then; a pin that was lifted, say.</summary>
    Seen,
}
