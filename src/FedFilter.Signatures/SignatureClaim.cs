using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures;

/// <summary>What a request claims by its signature, in either style: checked for everything that can be known without the key.</summary>
/// <param name="KeyId">The key id as the sender wrote it.</param>
/// <param name="Algorithm">The algorithm the label names; null where the key's type decides.</param>
/// <param name="Covered">What is covered, in order.</param>
/// <param name="Signed">The octets that were signed.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Style">The style it is written in.</param>
internal sealed record SignatureClaim(
    string KeyId, HttpSignatureAlgorithm? Algorithm, IReadOnlyList<string> Covered, byte[] Signed, byte[] Signature, SignatureStyle Style)
{
    /// <summary>What was signed if the sender left the query out of the target; null where that cannot be.</summary>
    public byte[]? SignedWithoutQuery { get; init; }

    /// <summary>The number that the sender uses once; null where none was sent.</summary>
    public string? Nonce { get; init; }

    /// <summary>The headers that carry it, where the request has other signatures beside it.</summary>
    public SignatureCarrier? Carrier { get; init; }

    /// <summary>The field that holds the body's digest in this style.</summary>
    public string DigestField => Style == SignatureStyle.Rfc9421 ? "content-digest" : "digest";

    public bool CoversDigest => Covered.Contains(DigestField);
}
