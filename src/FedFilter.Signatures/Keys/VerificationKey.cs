using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A public key with the actor it belongs to. Safe to share between threads.</summary>
[ImmutableObject(true)]
public sealed class VerificationKey
{
    private readonly PublicKeyMaterial _material;

    private VerificationKey(string keyId, string owner, string pem, PublicKeyMaterial material)
    {
        KeyId = keyId;
        Owner = owner;
        Peer = Uri.TryCreate(owner, UriKind.Absolute, out var url) ? Authority.Of(url) : "";
        Pem = pem;
        _material = material;
    }

    /// <summary>The key's id, an absolute URL.</summary>
    public string KeyId { get; }

    /// <summary>The id of the actor that lists the key as its own.</summary>
    public string Owner { get; }

    /// <summary>The host of the owner: lower case, A-labels, with the port only if it is not the scheme's default.</summary>
    public string Peer { get; }

    /// <summary>The type that the owner's own document gives, such as <c>Person</c>; null where it was not read.</summary>
    public string? OwnerType { get; private init; }

    /// <summary>The public key in PEM: as it was read, or as SPKI where it was read in another form.</summary>
    public string Pem { get; }

    /// <summary>
    /// Reads a public key in PEM: RSA (SPKI or PKCS#1, 2048 to 8192 bits, odd exponent from 3 to 2^32), P-256 or Ed25519 (SPKI). Never throws.
    /// </summary>
    public static bool TryFromPem(string keyId, string owner, string pem, [NotNullWhen(true)] out VerificationKey? key) =>
        TryFromPem(keyId, owner, pem, RsaRules.Allow, out key);

    /// <summary>With another rule for the strength of RSA keys: the draft's own test vectors use one of 1024 bits.</summary>
    internal static bool TryFromPem(string keyId, string owner, string pem, Func<RSA, bool> allows, [NotNullWhen(true)] out VerificationKey? key)
    {
        var text = pem.Trim();
        key = pem.Length <= RsaRules.MaxPem && PublicKeyReader.FromPem(text, allows) is { } material ? new VerificationKey(keyId, owner, text, material) : null;
        return key is not null;
    }

    /// <summary>
    /// Reads a public key as a Multikey gives it (FEP-521a, <c>publicKeyMultibase</c>): Ed25519, or RSA of 2048 to 8192 bits. Never throws.
    /// </summary>
    public static bool TryFromMultibase(string keyId, string owner, string multibase, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = PublicKeyReader.FromMultikey(multibase) is { } material ? new VerificationKey(keyId, owner, material.Pem(), material) : null;
        return key is not null;
    }

    /// <summary>The same key, with the type that its owner's document gives.</summary>
    public VerificationKey WithOwnerType(string? type) => new(KeyId, Owner, Pem, _material) { OwnerType = type };

    /// <summary>Whether the algorithm is one of this key's type.</summary>
    public bool Fits(HttpSignatureAlgorithm algorithm) => _material.Fits(algorithm);

    /// <summary>
    /// Verifies a signature. With no algorithm named, the key's type decides: RSASSA-PKCS1-v1_5 with SHA-256, ECDSA over P-256 with SHA-256,
    /// or Ed25519. An algorithm that does not fit the key never verifies (RFC 9421, section 7.3.6).
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HttpSignatureAlgorithm? algorithm = null) =>
        _material.Verify(algorithm ?? _material.Default, data, signature);
}
