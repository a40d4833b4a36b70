using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A private key of one of the two kinds that are signed with.</summary>
internal abstract class PrivateKeyMaterial : IDisposable
{
    public abstract HttpSignatureAlgorithm Algorithm { get; }

    /// <summary>The public half as SPKI in PEM.</summary>
    public abstract string PublicPem();

    /// <summary>The public half as the text of a Multikey.</summary>
    public abstract string PublicMultibase();

    public abstract byte[] Sign(ReadOnlySpan<byte> data);

    public abstract void Dispose();

    /// <summary>Reads PKCS#8 of RSA or Ed25519, or PKCS#1 of RSA; null if it is neither.</summary>
    public static PrivateKeyMaterial? FromPem(string pem)
    {
        if (Key.TryImport(SignatureAlgorithm.Ed25519, Encoding.UTF8.GetBytes(pem), KeyBlobFormat.PkixPrivateKeyText, out var key) && key is not null)
            return new OfEd25519(key);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            if (RsaRules.Allow(rsa, RsaRules.MaxBits))
                return new OfRsa(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not a key.
        }

        rsa.Dispose();
        return null;
    }

    private sealed class OfRsa(RSA rsa) : PrivateKeyMaterial
    {
        public override HttpSignatureAlgorithm Algorithm => HttpSignatureAlgorithm.RsaV15Sha256;

        public override string PublicPem() => rsa.ExportSubjectPublicKeyInfoPem();

        public override string PublicMultibase() => Multikey.OfRsa(rsa.ExportRSAPublicKey());

        public override byte[] Sign(ReadOnlySpan<byte> data) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public override void Dispose() => rsa.Dispose();
    }

    private sealed class OfEd25519(Key key) : PrivateKeyMaterial
    {
        public override HttpSignatureAlgorithm Algorithm => HttpSignatureAlgorithm.Ed25519;

        public override string PublicPem() => Encoding.ASCII.GetString(key.PublicKey.Export(KeyBlobFormat.PkixPublicKeyText));

        public override string PublicMultibase() => Multikey.OfEd25519(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

        public override byte[] Sign(ReadOnlySpan<byte> data) => SignatureAlgorithm.Ed25519.Sign(key, data);

        public override void Dispose() => key.Dispose();
    }
}
