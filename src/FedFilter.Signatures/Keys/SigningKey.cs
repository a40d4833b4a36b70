using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>An RSA private key and the id under which others find its public half. Safe to share between threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly RSA _rsa;

    private SigningKey(string keyId, RSA rsa)
    {
        KeyId = keyId;
        _rsa = rsa;
        PublicPem = rsa.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>The key id sent with each signature.</summary>
    public string KeyId { get; }

    /// <summary>The public half as SPKI in PEM, for the actor document.</summary>
    public string PublicPem { get; }

    /// <summary>Reads an RSA private key (PKCS#8 or PKCS#1 in PEM).</summary>
    /// <exception cref="FormatException">It is no RSA private key of 2048 to 8192 bits.</exception>
    public static SigningKey FromPem(string keyId, string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            if (RsaRules.Allow(rsa))
                return new SigningKey(keyId, rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not a key.
        }

        rsa.Dispose();
        throw new FormatException("This is no RSA private key of 2048 to 8192 bits in PEM.");
    }

    /// <summary>A new 2048-bit key as PKCS#8 in PEM.</summary>
    public static string NewPem()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Signs with RSASSA-PKCS1-v1_5 and SHA-256.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();
}
