using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures;

/// <summary>What a request claims by its signature, in either style: checked for everything that can be known without the key.</summary>
/// <param name="KeyId">The key id as the sender wrote it.</param>
/// <param name="Algorithm">The algorithm the label names; null where the key's type decides.</param>
/// <param name="Covered">What is covered, in order.</param>
/// <param name="Signed">The octets that were signed.</param>
/// <param name="Signature">The signature.</param>
/// <param name="DigestField">The field that holds the body's digest in this style.</param>
internal sealed record SignatureClaim(
    string KeyId, HttpSignatureAlgorithm? Algorithm, IReadOnlyList<string> Covered, byte[] Signed, byte[] Signature, string DigestField)
{
    /// <summary>What was signed if the sender left the query out of the target; null where that cannot be.</summary>
    public byte[]? SignedWithoutQuery { get; init; }

    public bool CoversDigest => Covered.Contains(DigestField);
}
