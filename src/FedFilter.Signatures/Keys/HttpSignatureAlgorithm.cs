namespace FedFilter.Signatures.Keys;

/// <summary>Algorithms by their names in RFC 9421, section 3.3. Never HMAC, never SHA-1.</summary>
public enum HttpSignatureAlgorithm
{
    /// <summary><c>rsa-v1_5-sha256</c>: what fediverse servers sign with an RSA key in either style.</summary>
    RsaV15Sha256,

    /// <summary><c>rsa-pss-sha512</c>.</summary>
    RsaPssSha512,

    /// <summary><c>ecdsa-p256-sha256</c>, the signature as r and s, 32 octets each.</summary>
    EcdsaP256Sha256,

    /// <summary><c>ed25519</c>.</summary>
    Ed25519,
}
