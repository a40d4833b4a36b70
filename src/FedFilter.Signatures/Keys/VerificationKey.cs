using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A public key with the actor it belongs to. Safe to share between threads.</summary>
[ImmutableObject(true)]
public sealed class VerificationKey
{
    private readonly PublicKeyMaterial _material;

    private VerificationKey(string keyId, string owner, PublicKeyMaterial material, string pem)
    {
        (KeyId, Owner, Pem) = (keyId, owner, pem);
        _material = material;
    }

    /// <summary>Bits of the longest RSA modulus that counts where nothing else is said.</summary>
    public const int DefaultMaxRsaBits = 4096;

    /// <summary>The key's id, an absolute URL.</summary>
    public string KeyId { get; }

    /// <summary>The id of the actor that lists the key as its own.</summary>
    public string Owner { get; }

    /// <summary>The host that the key speaks for, as <see cref="ForPeer"/> was told; empty until then.</summary>
    public string Peer { get; private init; } = "";

    /// <summary>The type that the owner's own document gives, such as <c>Person</c>; null where it was not read.</summary>
    public string? OwnerType { get; private init; }

    /// <summary>The public key as SPKI in PEM, in whatever form it was read.</summary>
    public string Pem { get; }

    /// <summary>Reads a public key in PEM: RSA (SPKI or PKCS#1, odd exponent from 3 to 65,537), P-256 or Ed25519 (SPKI). Never throws.</summary>
    /// <param name="keyId">The id under which it was found.</param>
    /// <param name="owner">The actor that lists it.</param>
    /// <param name="pem">Hostile text, of at most 16 KiB.</param>
    /// <param name="key">The key.</param>
    /// <param name="maxRsaBits">Of the longest RSA modulus that counts; the shortest has 2048.</param>
    public static bool TryFromPem(string keyId, string owner, string pem, [NotNullWhen(true)] out VerificationKey? key, int maxRsaBits = DefaultMaxRsaBits) =>
        TryFromPem(keyId, owner, pem, rsa => RsaRules.Allow(rsa, maxRsaBits), out key);

    /// <summary>With another rule for the strength of RSA keys: the draft's own test vectors use one of 1024 bits.</summary>
    internal static bool TryFromPem(string keyId, string owner, string pem, Func<RSA, bool> allows, [NotNullWhen(true)] out VerificationKey? key)
    {
        var material = pem.Length <= RsaRules.MaxPem ? PublicKeyReader.FromPem(pem.Trim(), allows) : null;
        key = material is null ? null : new VerificationKey(keyId, owner, material, material.Pem());
        return key is not null;
    }

    /// <summary>Reads a public key as a Multikey gives it (FEP-521a, <c>publicKeyMultibase</c>): Ed25519 or RSA. Never throws.</summary>
    /// <param name="keyId">The id under which it was found.</param>
    /// <param name="owner">The actor that lists it.</param>
    /// <param name="multibase">Hostile text.</param>
    /// <param name="key">The key.</param>
    /// <param name="maxRsaBits">Of the longest RSA modulus that counts; the shortest has 2048.</param>
    public static bool TryFromMultibase(
        string keyId, string owner, string multibase, [NotNullWhen(true)] out VerificationKey? key, int maxRsaBits = DefaultMaxRsaBits)
    {
        var material = PublicKeyReader.FromMultikey(multibase, rsa => RsaRules.Allow(rsa, maxRsaBits));
        key = material is null ? null : new VerificationKey(keyId, owner, material, material.Pem());
        return key is not null;
    }

    /// <summary>The same key with the host that its lookup established; a URL is not parsed a second time, which could give another host.</summary>
    /// <param name="peer">The host: lower case, A-labels, with the port only if it is not the scheme's default.</param>
    /// <param name="ownerType">The type that the owner's own document gives.</param>
    public VerificationKey ForPeer(string peer, string? ownerType = null) => new(KeyId, Owner, _material, Pem) { Peer = peer, OwnerType = ownerType };

    /// <summary>Whether the algorithm is one of this key's type.</summary>
    public bool Fits(HttpSignatureAlgorithm algorithm) => _material.Fits(algorithm);

    /// <summary>
    /// Verifies a signature. With no algorithm named, the key's type decides: RSASSA-PKCS1-v1_5 with SHA-256, ECDSA over P-256 with SHA-256,
    /// or Ed25519. An algorithm that does not fit the key never verifies (RFC 9421, section 7.3.6).
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HttpSignatureAlgorithm? algorithm = null) =>
        _material.Verifies(algorithm ?? _material.Default, data, signature);
}
