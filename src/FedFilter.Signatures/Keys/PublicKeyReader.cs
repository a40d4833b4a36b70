using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>Reads public keys as peers publish them: PEM (SPKI of RSA, P-256 or Ed25519; PKCS#1 of RSA), or a Multikey (Ed25519, RSA).</summary>
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
            return Rsa(rsa => rsa.ImportFromPem(pem), allowsRsa);
        if (!pem.StartsWith(Spki, StringComparison.Ordinal))
            return null;
        return (PublicKeyMaterial?)Rsa(rsa => rsa.ImportFromPem(pem), allowsRsa)
            ?? (PublicKeyMaterial?)P256(pem)
            ?? Ed25519(Encoding.UTF8.GetBytes(pem), KeyBlobFormat.PkixPublicKeyText);
    }

    /// <summary>The key, or null. Never throws.</summary>
    /// <param name="multibase">Hostile text.</param>
    public static PublicKeyMaterial? FromMultikey(string multibase) => Multikey.Parse(multibase) switch
    {
        (HttpSignatureAlgorithm.Ed25519, var key) => Ed25519(key, KeyBlobFormat.RawPublicKey),
        (_, var key) => Rsa(rsa => ImportWhole(rsa, key), RsaRules.Allow),
        null => null,
    };

    private static PublicKeyMaterial.OfRsa? Rsa(Action<RSA> import, Func<RSA, bool> allows)
    {
        var rsa = RSA.Create();
        if (Succeeds(() => import(rsa)) && allows(rsa))
            return new PublicKeyMaterial.OfRsa(rsa);
        rsa.Dispose();
        return null;
    }

    private static PublicKeyMaterial.OfP256? P256(string pem)
    {
        var ecdsa = ECDsa.Create();
        if (Succeeds(() => ecdsa.ImportFromPem(pem)) && ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            return new PublicKeyMaterial.OfP256(ecdsa);
        ecdsa.Dispose();
        return null;
    }

    private static PublicKeyMaterial.OfEd25519? Ed25519(ReadOnlySpan<byte> octets, KeyBlobFormat format) =>
        PublicKey.TryImport(NSec.Cryptography.SignatureAlgorithm.Ed25519, octets, format, out var key) && key is not null
            ? new PublicKeyMaterial.OfEd25519(key)
            : null;

    private static void ImportWhole(RSA rsa, byte[] key)
    {
        rsa.ImportRSAPublicKey(key, out var read);
        if (read != key.Length)
            throw new CryptographicException("Octets follow the key.");
    }

    private static bool Succeeds(Action import)
    {
        try
        {
            import();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
