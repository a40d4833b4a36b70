using FedFilter.Signatures.Keys;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>The parameters of a signature (RFC 9421, section 2.3). A tag is covered with the others and means nothing here.</summary>
internal sealed record SignatureParameters(string KeyId, DateTimeOffset Created, long? Expires, string? Algorithm, string? Nonce)
{
    private const int MaxNonce = 256;
    private const long LastSecond = 253402300799; // 9999-12-31T23:59:59Z

    /// <summary>Null if one that is needed is missing, or one is of another type than the RFC gives it.</summary>
    public static SignatureParameters? Read(SfInnerList input)
    {
        string? keyId = null, algorithm = null, nonce = null;
        long? created = null, expires = null;
        foreach (var (key, value) in input.Parameters)
            switch (key, value)
            {
                case ("keyid", string text): keyId = text; break;
                case ("alg", string text): algorithm = text; break;
                case ("created", long and >= 0 and <= LastSecond): created = (long)value; break;
                case ("expires", long and >= 0 and <= LastSecond): expires = (long)value; break;
                case ("keyid" or "alg" or "created" or "expires", _): return null;
                case ("nonce", string { Length: <= MaxNonce } text): nonce = text; break;
                case ("nonce", _) or ("tag", not string): return null;
            }

        return keyId is null || created is null ? null : new SignatureParameters(keyId, DateTimeOffset.FromUnixTimeSeconds(created.Value), expires, algorithm, nonce);
    }

    /// <summary>The algorithm's name in the registry (section 6.2).</summary>
    public static string NameOf(HttpSignatureAlgorithm algorithm) => algorithm switch
    {
        HttpSignatureAlgorithm.RsaV15Sha256 => "rsa-v1_5-sha256",
        HttpSignatureAlgorithm.RsaPssSha512 => "rsa-pss-sha512",
        HttpSignatureAlgorithm.EcdsaP256Sha256 => "ecdsa-p256-sha256",
        _ => "ed25519",
    };

    /// <summary>The algorithm that is named; null where none is and the key's type decides. False for one that is unknown or forbidden.</summary>
    public bool TryGetAlgorithm(out HttpSignatureAlgorithm? algorithm)
    {
        algorithm = Algorithm switch
        {
            "rsa-v1_5-sha256" => HttpSignatureAlgorithm.RsaV15Sha256,
            "rsa-pss-sha512" => HttpSignatureAlgorithm.RsaPssSha512,
            "ecdsa-p256-sha256" => HttpSignatureAlgorithm.EcdsaP256Sha256,
            "ed25519" => HttpSignatureAlgorithm.Ed25519,
            _ => null,
        };
        return Algorithm is null || algorithm is not null;
    }
}
