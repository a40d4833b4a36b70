using System.Security.Cryptography;
using System.Text;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Conformance;

/// <summary>A key that signs, however unfit it is.</summary>
internal sealed record SuiteKey(string PublicPem, Func<byte[], byte[]> Sign);

/// <summary>The keys that cases name: those of the peers, made for the run, and those of tests/conformance/keys.</summary>
internal static class SuiteKeys
{
    public static SuiteKey Of(FakePeer peer) => new(peer.Key.PublicPem, data => peer.Key.Sign(data));

    public static SuiteKey Read(string file)
    {
        var pem = File.ReadAllText(file);
        if (pem.StartsWith("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal))
            return new SuiteKey(pem, Unsigned);
        return Path.GetFileNameWithoutExtension(file) switch
        {
            "p-256" => EllipticCurve(pem),
            "ed25519" => Edwards(pem),
            _ => Rsa(pem),
        };
    }

    private static SuiteKey Rsa(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new(rsa.ExportSubjectPublicKeyInfoPem(), data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static SuiteKey EllipticCurve(string pem)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(pem);
        return new(ecdsa.ExportSubjectPublicKeyInfoPem(), data => ecdsa.SignData(data, HashAlgorithmName.SHA256));
    }

    private static SuiteKey Edwards(string pem)
    {
        var key = NSec.Cryptography.Key.Import(NSec.Cryptography.SignatureAlgorithm.Ed25519, Encoding.ASCII.GetBytes(pem), NSec.Cryptography.KeyBlobFormat.PkixPrivateKeyText);
        var published = Encoding.ASCII.GetString(key.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.PkixPublicKeyText));
        return new(published, data => NSec.Cryptography.SignatureAlgorithm.Ed25519.Sign(key, data));
    }

    /// <summary>What RSA with an exponent of 1 takes for a signature: the padded hash itself (RFC 8017, section 9.2), which needs no private key.</summary>
    private static byte[] Unsigned(byte[] data)
    {
        byte[] sha256 = [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, .. SHA256.HashData(data)];
        return [0, 1, .. Enumerable.Repeat((byte)0xff, 256 - 3 - sha256.Length), 0, .. sha256];
    }
}
