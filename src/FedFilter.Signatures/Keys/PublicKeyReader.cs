using System.Formats.Asn1;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>Reads public keys as peers publish them: PEM (SPKI of RSA, P-256 or Ed25519; PKCS#1 of RSA), or a Multikey (Ed25519, RSA).</summary>
internal static class PublicKeyReader
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1"; // RFC 3279, section 2.3.1
    private const string EcPublicKey = "1.2.840.10045.2.1"; // RFC 5480, section 2.1.1
    private const string P256Curve = "1.2.840.10045.3.1.7"; // RFC 5480, section 2.1.1.1
    private const string Ed25519Key = "1.3.101.112"; // RFC 8410, section 3

    private const int Coordinate = 32;
    private const byte Uncompressed = 0x04; // SEC 1, section 2.3.3

    /// <summary>The key, or null. Never throws.</summary>
    /// <param name="pem">Hostile text, without space around it.</param>
    /// <param name="allowsRsa">The rule for the strength of RSA keys.</param>
    public static PublicKeyMaterial? FromPem(string pem, Func<RSA, bool> allowsRsa)
    {
        // One block and nothing else: a second reader might take another one.
        if (!PemEncoding.TryFind(pem, out var found) || found.Location.Start.Value != 0 || found.Location.End.Value != pem.Length)
            return null;
        try
        {
            var der = new byte[found.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(pem.AsSpan()[found.Base64Data], der, out var length) || length != der.Length)
                return null;
            return pem[found.Label] switch
            {
                "PUBLIC KEY" => FromSpki(der, allowsRsa),
                "RSA PUBLIC KEY" => Rsa(der, allowsRsa),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The key, or null. Never throws.</summary>
    /// <param name="multibase">Hostile text.</param>
    /// <param name="allowsRsa">The rule for the strength of RSA keys.</param>
    public static PublicKeyMaterial? FromMultikey(string multibase, Func<RSA, bool> allowsRsa)
    {
        try
        {
            return Multikey.Parse(multibase) switch
            {
                (HttpSignatureAlgorithm.Ed25519, var key) => Ed25519(key, KeyBlobFormat.RawPublicKey),
                (_, var key) => Rsa(key, allowsRsa),
                null => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// A SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7). The algorithm is read here and not left to the library, which also takes curves
    /// spelled out by their parameters.
    /// </summary>
    private static PublicKeyMaterial? FromSpki(byte[] der, Func<RSA, bool> allowsRsa)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER);
        var spki = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = spki.ReadSequence();
        var key = algorithm.ReadObjectIdentifier() switch
        {
            RsaEncryption => Rsa(Bits(spki), allowsRsa),
            EcPublicKey when algorithm.ReadObjectIdentifier() == P256Curve => P256(Bits(spki)),
            Ed25519Key => Ed25519(Bits(spki), KeyBlobFormat.RawPublicKey),
            _ => (PublicKeyMaterial?)null,
        };
        return key;
    }

    private static byte[] Bits(AsnReader spki)
    {
        var bits = spki.ReadBitString(out var unused);
        spki.ThrowIfNotEmpty();
        return unused == 0 ? bits : throw new AsnContentException("A key is a whole number of octets.");
    }

    /// <summary>An RSAPublicKey (RFC 8017, appendix A.1.1).</summary>
    private static PublicKeyMaterial.OfRsa? Rsa(byte[] key, Func<RSA, bool> allows)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportRSAPublicKey(key, out var read);
            if (read == key.Length && allows(rsa))
                return new PublicKeyMaterial.OfRsa(rsa);
        }
        catch (CryptographicException)
        {
            // Not a key.
        }

        rsa.Dispose();
        return null;
    }

    /// <summary>A point in the uncompressed form, the only one in use; the library makes sure that it is on the curve.</summary>
    private static PublicKeyMaterial.OfP256? P256(byte[] point) => point.Length == 1 + (2 * Coordinate) && point[0] == Uncompressed
        ? new PublicKeyMaterial.OfP256(ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..(1 + Coordinate)], Y = point[(1 + Coordinate)..] },
        }))
        : null;

    private static PublicKeyMaterial.OfEd25519? Ed25519(ReadOnlySpan<byte> octets, KeyBlobFormat format) =>
        PublicKey.TryImport(NSec.Cryptography.SignatureAlgorithm.Ed25519, octets, format, out var key) && key is not null
            ? new PublicKeyMaterial.OfEd25519(key)
            : null;
}
