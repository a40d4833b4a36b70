using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A public key of one of the three kinds that are used. Immutable.</summary>
internal abstract class PublicKeyMaterial
{
    /// <summary>The algorithm that is meant where a signature names none.</summary>
    public abstract HttpSignatureAlgorithm Default { get; }

    /// <summary>Whether the signature verifies; false too for an algorithm that does not fit the key. Never throws.</summary>
    public bool Verifies(HttpSignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return Fits(algorithm) && Verify(algorithm, data, signature);
        }
        catch (CryptographicException)
        {
            return false; // an RSA modulus need not be the product of two primes
        }
    }

    protected abstract bool Verify(HttpSignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>Whether a signature of this algorithm can be verified at all.</summary>
    public abstract bool Fits(HttpSignatureAlgorithm algorithm);

    /// <summary>The key as SPKI in PEM.</summary>
    public abstract string Pem();

    // .NET's RSA and ECDsa over OpenSSL keep no state between verifications: each makes a context of its own over the same key.
    internal sealed class OfRsa(RSA rsa) : PublicKeyMaterial
    {
        public override HttpSignatureAlgorithm Default => HttpSignatureAlgorithm.RsaV15Sha256;

        public override bool Fits(HttpSignatureAlgorithm algorithm) => algorithm is HttpSignatureAlgorithm.RsaV15Sha256 or HttpSignatureAlgorithm.RsaPssSha512;

        protected override bool Verify(HttpSignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => algorithm switch
        {
            HttpSignatureAlgorithm.RsaV15Sha256 => rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            HttpSignatureAlgorithm.RsaPssSha512 => rsa.VerifyData(data, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
            _ => false,
        };

        public override string Pem() => rsa.ExportSubjectPublicKeyInfoPem();
    }

    internal sealed class OfP256(ECDsa ecdsa) : PublicKeyMaterial
    {
        public override HttpSignatureAlgorithm Default => HttpSignatureAlgorithm.EcdsaP256Sha256;

        public override bool Fits(HttpSignatureAlgorithm algorithm) => algorithm == Default;

        protected override bool Verify(HttpSignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            signature.Length == 64 && ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        public override string Pem() => ecdsa.ExportSubjectPublicKeyInfoPem();
    }

    internal sealed class OfEd25519(PublicKey key) : PublicKeyMaterial
    {
        public override HttpSignatureAlgorithm Default => HttpSignatureAlgorithm.Ed25519;

        public override bool Fits(HttpSignatureAlgorithm algorithm) => algorithm == Default;

        protected override bool Verify(HttpSignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            NSec.Cryptography.SignatureAlgorithm.Ed25519.Verify(key, data, signature);

        public override string Pem() => Encoding.ASCII.GetString(key.Export(KeyBlobFormat.PkixPublicKeyText));
    }
}
