using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A private key, RSA or Ed25519, and the id under which others find its public half. Safe to share between threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly PrivateKeyMaterial _material;

    private SigningKey(string keyId, PrivateKeyMaterial material)
    {
        KeyId = keyId;
        _material = material;
        PublicPem = material.PublicPem();
        PublicMultibase = material.PublicMultibase();
    }

    /// <summary>The key id sent with each signature.</summary>
    public string KeyId { get; }

    /// <summary>What <see cref="Sign"/> does: <see cref="HttpSignatureAlgorithm.RsaV15Sha256"/> or <see cref="HttpSignatureAlgorithm.Ed25519"/>.</summary>
    public HttpSignatureAlgorithm Algorithm => _material.Algorithm;

    /// <summary>The public half as SPKI in PEM, for the actor's <c>publicKey.publicKeyPem</c>.</summary>
    public string PublicPem { get; }

    /// <summary>The public half as multibase base58-btc, for <c>publicKeyMultibase</c> in the actor's <c>assertionMethod</c> (FEP-521a).</summary>
    public string PublicMultibase { get; }

    /// <summary>Reads a private key in PEM: RSA (PKCS#8 or PKCS#1, 2048 to 8192 bits) or Ed25519 (PKCS#8, RFC 8410).</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static SigningKey FromPem(string keyId, string pem) => PrivateKeyMaterial.FromPem(pem) is { } material
        ? new SigningKey(keyId, material)
        : throw new FormatException("This is no private key in PEM: RSA of 2048 to 8192 bits, or Ed25519.");

    /// <summary>A new 2048-bit RSA key as PKCS#8 in PEM.</summary>
    public static string NewPem()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A new Ed25519 key as PKCS#8 in PEM.</summary>
    public static string NewEd25519Pem()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving });
        return Encoding.ASCII.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText));
    }

    /// <summary>Signs: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017), or Ed25519 (RFC 8032).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => _material.Sign(data);

    /// <inheritdoc/>
    public void Dispose() => _material.Dispose();
}
