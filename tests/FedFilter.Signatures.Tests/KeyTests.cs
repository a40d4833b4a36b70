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
        Assert.True(VerificationKey.TryFromPem(Id, Owner, Pem(modulusBits: 8192, exponent: [1, 0, 1]), out _));
    }

    [Theory]
    [InlineData(new byte[] { 1 })] // makes every signature valid
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1 })]
    public void exponents_that_break_rsa_are_refused(byte[] exponent) => Assert.False(VerificationKey.TryFromPem(Id, Owner, Pem(2048, exponent), out _));

    [Fact]
    public void any_text_is_read_without_throwing() =>
        Gen.String.Sample(text => Assert.False(VerificationKey.TryFromPem(Id, Owner, $"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----", out _)));

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
}
