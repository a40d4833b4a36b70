using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>Reads public keys as peers publish them: PEM (SPKI of RSA, P-256 or Ed25519; PKCS#1 of RSA).</summary>
internal static class PublicKeyReader
{
    private const string Spki = "-----BEGIN PUBLIC KEY-----";
    private const string Pkcs1 = "-----BEGIN RSA PUBLIC KEY-----";

    /// <summary>The key, or null. Never throws.</summary>
    /// <param name="pem">Hostile text.</param>
    /// <param name="allowsRsa">The rule for the strength of RSA keys.</param>
    public static PublicKeyMaterial? FromPem(string pem, Func<RSA, bool> allowsRsa)
    {
        // ImportFromPem takes private keys too, and whatever label comes first.
        if (pem.StartsWith(Pkcs1, StringComparison.Ordinal))
            return Rsa(pem, allowsRsa);
        if (!pem.StartsWith(Spki, StringComparison.Ordinal))
            return null;
        return (PublicKeyMaterial?)Rsa(pem, allowsRsa) ?? (PublicKeyMaterial?)P256(pem) ?? Ed25519(pem);
    }

    private static PublicKeyMaterial.OfRsa? Rsa(string pem, Func<RSA, bool> allows)
    {
        var rsa = RSA.Create();
        if (TryImport(rsa, pem) && allows(rsa))
            return new PublicKeyMaterial.OfRsa(rsa);
        rsa.Dispose();
        return null;
    }

    private static PublicKeyMaterial.OfP256? P256(string pem)
    {
        var ecdsa = ECDsa.Create();
        if (TryImport(ecdsa, pem) && ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            return new PublicKeyMaterial.OfP256(ecdsa);
        ecdsa.Dispose();
        return null;
    }

    private static PublicKeyMaterial.OfEd25519? Ed25519(string pem) =>
        PublicKey.TryImport(NSec.Cryptography.SignatureAlgorithm.Ed25519, Encoding.UTF8.GetBytes(pem), KeyBlobFormat.PkixPublicKeyText, out var key) && key is not null
            ? new PublicKeyMaterial.OfEd25519(key)
            : null;

    private static bool TryImport(AsymmetricAlgorithm algorithm, string pem)
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
