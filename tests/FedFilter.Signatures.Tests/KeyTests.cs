using System.Formats.Asn1;
using System.Security.Cryptography;
using CsCheck;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Tests;

public sealed class KeyTests
{
    private const string Id = "https://a.example/u#main-key";
    private const string Owner = "https://a.example/u";

    [Fact]
    public void spki_and_pkcs1_are_read_with_space_around_them()
    {
        using var rsa = RSA.Create(2048);

        Assert.True(VerificationKey.TryFromPem(Id, Owner, $"\n{rsa.ExportSubjectPublicKeyInfoPem()}\n \n", out _));
        Assert.True(VerificationKey.TryFromPem(Id, Owner, rsa.ExportRSAPublicKeyPem(), out _));
    }

    [Fact]
    public void a_private_key_is_no_key_to_verify_with()
    {
        using var rsa = RSA.Create(2048);

        Assert.False(VerificationKey.TryFromPem(Id, Owner, rsa.ExportPkcs8PrivateKeyPem(), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, rsa.ExportRSAPrivateKeyPem(), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, rsa.ExportPkcs8PrivateKeyPem() + rsa.ExportSubjectPublicKeyInfoPem(), out _));
    }

    [Fact]
    public void other_kinds_of_keys_are_refused()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.False(VerificationKey.TryFromPem(Id, Owner, ec.ExportSubjectPublicKeyInfoPem(), out _));
    }

    [Fact]
    public void a_key_verifies_only_what_its_type_can_sign()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = SigningKey.FromPem(Id, SigningKey.NewPem());
        Assert.True(VerificationKey.TryFromPem(Id, Owner, ec.ExportSubjectPublicKeyInfoPem(), out var ecKey));
        Assert.True(VerificationKey.TryFromPem(Id, Owner, rsa.PublicPem, out var rsaKey));

        Assert.True(ecKey.Verify([1], ec.SignData([1], HashAlgorithmName.SHA256)));
        Assert.False(ecKey.Verify([1], ec.SignData([1], HashAlgorithmName.SHA256), HttpSignatureAlgorithm.Ed25519));
        Assert.False(ecKey.Verify([1], ec.SignData([1], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        Assert.False(rsaKey.Verify([1], rsa.Sign([1]), HttpSignatureAlgorithm.RsaPssSha512));
    }

    [Fact]
    public void keys_too_weak_or_too_large_are_refused()
    {
        using var weak = RSA.Create(1024);

        Assert.False(VerificationKey.TryFromPem(Id, Owner, weak.ExportSubjectPublicKeyInfoPem(), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Pem(modulusBits: 16384, exponent: [1, 0, 1]), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Pem(modulusBits: 8192, exponent: [1, 0, 1]), out _));
        Assert.True(VerificationKey.TryFromPem(Id, Owner, Pem(modulusBits: 8192, exponent: [1, 0, 1]), out _, maxRsaBits: 8192));
        Assert.True(VerificationKey.TryFromPem(Id, Owner, Pem(modulusBits: 4096, exponent: [1, 0, 1]), out _));
    }

    [Theory]
    [InlineData(new byte[] { 1 })] // makes every signature valid
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 0, 3 })] // odd, and makes us work longer than any in use
    [InlineData(new byte[] { 1, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1 })]
    public void exponents_that_break_rsa_or_cost_more_than_the_usual_are_refused(byte[] exponent) => Assert.False(VerificationKey.TryFromPem(Id, Owner, Pem(2048, exponent), out _));

    [Fact]
    public void any_text_is_read_without_throwing() =>
        Gen.String.Sample(text => Assert.False(VerificationKey.TryFromPem(Id, Owner, $"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----", out _)));

    [Fact]
    public void a_curve_spelled_out_by_its_parameters_is_refused()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var explicitly = ec.ExportExplicitParameters(includePrivateParameters: false);

        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Explicit(explicitly.Curve), Point(explicitly.Q)), out _));
    }

    [Fact]
    public void a_point_that_is_not_on_the_curve_or_not_written_out_is_refused()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = ec.ExportParameters(includePrivateParameters: false).Q;
        byte[] off = [.. Point(q)];
        off[^1] ^= 1;
        byte[] compressed = [(byte)(2 + (q.Y![^1] & 1)), .. q.X!];

        Assert.True(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.2.840.10045.3.1.7"), Point(q)), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.2.840.10045.3.1.7"), off), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.2.840.10045.3.1.7"), compressed), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.2.840.10045.3.1.7"), [0]), out _));
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.3.132.0.10"), Point(q)), out _)); // secp256k1
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, Named("1.3.132.0.16"), Point(q)), out _)); // sect283k1, over a binary field
        Assert.False(VerificationKey.TryFromPem(Id, Owner, Spki(EcPublicKey, [5, 0], Point(q)), out _));
    }

    [Fact]
    public void mutated_keys_are_read_and_used_without_throwing()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        using var edwards = SigningKey.FromPem(Id, SigningKey.NewEd25519Pem());
        byte[][] keys =
        [
            rsa.ExportSubjectPublicKeyInfo(), ec.ExportSubjectPublicKeyInfo(), Der(edwards.PublicPem),
            Der(Spki(EcPublicKey, Explicit(ec.ExportExplicitParameters(includePrivateParameters: false).Curve), Point(ec.ExportParameters(includePrivateParameters: false).Q))),
        ];
        var change = Gen.Select(Gen.Int[0, 400], Gen.Byte);
        Gen.Select(Gen.Int[0, keys.Length - 1], change.Array[1, 4], Gen.Int[0, 400], Gen.Bool, Gen.Int[0, 2]).Sample((kind, changes, length, isPkcs1, size) =>
        {
            var der = keys[kind];
            var label = isPkcs1 ? "RSA PUBLIC KEY" : "PUBLIC KEY";
            var signature = new byte[size switch { 0 => 0, 1 => 64, _ => 256 }];
            byte[] mutated = [.. length < der.Length && length % 5 == 0 ? der[..length] : der];
            foreach (var (at, value) in changes)
                if (at < mutated.Length)
                    mutated[at] = value;
            if (VerificationKey.TryFromPem(Id, Owner, PemEncoding.WriteString(label, mutated), out var key))
                key.Verify([1], signature);
            VerificationKey.TryFromMultibase(Id, Owner, Multibase.Encode([0x85, 0x24, .. mutated]), out _);
        });
    }

    [Fact]
    public void one_key_serves_many_threads_at_once()
    {
        using var signing = SigningKey.FromPem(Id, SigningKey.NewPem());
        Assert.True(VerificationKey.TryFromPem(Id, Owner, signing.PublicPem, out var key));

        Parallel.For(0, 2000, i =>
        {
            var data = BitConverter.GetBytes(i);
            Assert.True(key.Verify(data, signing.Sign(data)));
            Assert.False(key.Verify(BitConverter.GetBytes(i + 1), signing.Sign(data)));
        });
    }

    [Fact]
    public void what_is_no_private_key_cannot_sign()
    {
        using var rsa = RSA.Create(2048);

        Assert.Throws<FormatException>(() => SigningKey.FromPem(Id, rsa.ExportSubjectPublicKeyInfoPem()[..60]));
        Assert.Throws<FormatException>(() => SigningKey.FromPem(Id, "nonsense"));
    }

    private static string Pem(int modulusBits, byte[] exponent)
    {
        var modulus = new byte[modulusBits / 8];
        Array.Fill(modulus, (byte)0xff);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(exponent);
        }

        return PemEncoding.WriteString("RSA PUBLIC KEY", writer.Encode());
    }

    private const string EcPublicKey = "1.2.840.10045.2.1";

    private static byte[] Der(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

    private static byte[] Point(ECPoint q) => [4, .. q.X!, .. q.Y!];

    private static byte[] Named(string curve)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(curve);
        return writer.Encode();
    }

    /// <summary>ECParameters (RFC 3279, section 2.3.5; X9.62).</summary>
    private static byte[] Explicit(ECCurve curve)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.1.1");
                writer.WriteIntegerUnsigned(curve.Prime);
            }

            using (writer.PushSequence())
            {
                writer.WriteOctetString(curve.A);
                writer.WriteOctetString(curve.B);
            }

            writer.WriteOctetString(Point(curve.G));
            writer.WriteIntegerUnsigned(curve.Order);
            writer.WriteIntegerUnsigned(curve.Cofactor);
        }

        return writer.Encode();
    }

    private static string Spki(string algorithm, byte[] parameters, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                writer.WriteEncodedValue(parameters);
            }

            writer.WriteBitString(key);
        }

        return PemEncoding.WriteString("PUBLIC KEY", writer.Encode());
    }
}
