using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FedFilter.Signatures.Digests;

namespace FedFilter.Signatures.Tests;

public sealed class DigestTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"hello\": \"world\"}");
    private static readonly string Sha256 = "SHA-256=" + Convert.ToBase64String(SHA256.HashData(Body));
    private static readonly string Sha512 = "SHA-512=" + Convert.ToBase64String(SHA512.HashData(Body));

    [Fact]
    public void the_digest_of_the_octets_received_counts()
    {
        Assert.Equal("SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=", DigestHeader.Of(Body));
        Assert.Null(DigestHeader.Check(Sha256, Body));
        Assert.Null(DigestHeader.Check(Sha256.Replace("SHA", "sha", StringComparison.Ordinal), Body));
    }

    [Fact]
    public void every_entry_of_a_known_algorithm_must_match()
    {
        Assert.Null(DigestHeader.Check($"{Sha512}, {Sha256}, unixsum=30637", Body));
        Assert.Equal(SignatureFault.DigestMismatch, DigestHeader.Check($"{Sha256},SHA-512={Convert.ToBase64String(new byte[64])}", Body));
        Assert.Equal(SignatureFault.DigestMismatch, DigestHeader.Check(Sha256, Body.AsSpan(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SHA-256")]
    [InlineData("=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=")]
    [InlineData("SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE")]
    [InlineData("SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=,SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=")]
    [InlineData("MD5=Sd/dVLAcvNLSq16eXua5uQ==")]
    public void what_is_no_digest_is_malformed(string header) => Assert.Equal(SignatureFault.DigestMalformed, DigestHeader.Check(header, Body));

    [Fact]
    public void any_header_is_checked_without_throwing() => Gen.String.Sample(text => { _ = DigestHeader.Check(text, Body); });

    [Fact]
    public void base64_has_one_spelling_for_each_value() =>
        Gen.Byte.Array[0, 40].Sample(octets =>
        {
            var text = Convert.ToBase64String(octets);
            Assert.Equal(octets.Length > 0, StrictBase64.TryDecode(text, 40, out _));
            foreach (var other in (string[])[text + "\n", " " + text, text.TrimEnd('=') + "==="])
                Assert.False(StrictBase64.TryDecode(other, 64, out _));
        });

    [Fact]
    public void what_is_read_as_base64_is_what_encoding_gives_again() =>
        Gen.Char["AB/+9=\n "].Array[0, 12].Sample(letters =>
        {
            var text = new string(letters);
            if (StrictBase64.TryDecode(text, 64, out var octets))
                Assert.Equal(text, Convert.ToBase64String(octets));
        });
}
