namespace FedFilter.Signatures.Keys;

/// <summary>An RSA private key and the id under which others find its public half. Safe to share between threads.</summary>
public sealed class SigningKey : IDisposable
{
    internal SigningKey(string keyId) => KeyId = keyId;

    /// <summary>The key id sent with each signature.</summary>
    public string KeyId { get; }

    /// <summary>The public half as SPKI in PEM, for the actor document.</summary>
    public string PublicPem => throw new NotImplementedException();

    /// <summary>Reads an RSA private key (PKCS#8 or PKCS#1 in PEM).</summary>
    /// <exception cref="FormatException">It is no RSA private key of 2048 to 8192 bits.</exception>
    public static SigningKey FromPem(string keyId, string pem) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
