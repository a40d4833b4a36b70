namespace FedFilter.Signatures;

/// <summary>
/// Why a request does not count as signed. Each member has one stable code (<see cref="SignatureFaults.Code"/>)
/// that reaches the answer, the log and the metrics unchanged.
/// </summary>
public enum SignatureFault
{
    /// <summary>No signature was sent.</summary>
    SignatureMissing,

    /// <summary>The signature header does not follow its grammar, or is there more than once.</summary>
    SignatureMalformed,

    /// <summary>The algorithm label is unknown, forbidden, or does not fit the key.</summary>
    AlgorithmUnsupported,

    /// <summary>The signature leaves out a part of the request that must be covered.</summary>
    CoverageInsufficient,

    /// <summary>A header that the signature lists is absent, repeated where it may not be, or unreadable.</summary>
    SignedHeaderInvalid,

    /// <summary>The signed time lies further back than the clock skew allows, or the signature has expired.</summary>
    SignatureExpired,

    /// <summary>The signed time lies further ahead than the clock skew allows.</summary>
    SignatureFromFuture,

    /// <summary>There is a body and no digest of it.</summary>
    DigestMissing,

    /// <summary>The digest header does not follow its grammar or names no supported algorithm.</summary>
    DigestMalformed,

    /// <summary>The digest is not that of the octets received.</summary>
    DigestMismatch,

    /// <summary>The key id is not an absolute https URL of a named host, or names one of our own hosts.</summary>
    KeyIdInvalid,

    /// <summary>The key id's host answered, and there is no such key.</summary>
    KeyNotFound,

    /// <summary>The key's actor is gone (410).</summary>
    KeyGone,

    /// <summary>Key, document and owner do not belong together: different hosts, or the owner does not list the key.</summary>
    KeyOwnerMismatch,

    /// <summary>The key document or the key itself is unusable: wrong type, too weak, too large, not a public key.</summary>
    KeyInvalid,

    /// <summary>The key could not be fetched just now; the same request may pass a minute later.</summary>
    KeyUnreachable,

    /// <summary>Everything is in place and the signature does not verify.</summary>
    SignatureInvalid,

    /// <summary>The signature verifies, and another one of the same key came with this nonce before (RFC 9421, section 7.2.2).</summary>
    NonceReused,

    /// <summary>The request carries signatures of two signers, and the next reader may take either for the sender.</summary>
    SignatureAmbiguous,
}
