using System.Security.Cryptography;
using CsCheck;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Tests;

public sealed class MultikeyTests
{
    private const string Id = "https://server.example/users/alice#key";
    private const string Owner = "https://server.example/users/alice";

    // The two examples of FEP-521a.
    private const string Ed25519 = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    private const string Rsa = "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i";

    [Fact]
    public void the_example_of_an_ed25519_key_holds_its_octets()
    {
        var octets = Convert.FromHexString("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6");

        Assert.Equal(octets, Multikey.Parse(Ed25519)!.Value.Key);
        Assert.Equal(Ed25519, Multikey.OfEd25519(octets));
    }

    [Fact]
    public void the_example_of_an_rsa_key_is_read_as_the_same_key_in_pem()
    {
        Assert.True(VerificationKey.TryFromMultibase(Id, Owner, Rsa, out var key));

        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.Pem);
        Assert.Equal(2048, rsa.KeySize);
        Assert.Equal(Rsa, Multikey.OfRsa(rsa.ExportRSAPublicKey()));
    }

    [Fact]
    public void what_a_signing_key_publishes_in_either_form_verifies_what_it_signs()
    {
        foreach (var pem in (string[])[SigningKey.NewPem(), SigningKey.NewEd25519Pem()])
        {
            using var signing = SigningKey.FromPem(Id, pem);
            Assert.True(VerificationKey.TryFromMultibase(Id, Owner, signing.PublicMultibase, out var multikey));
            Assert.True(VerificationKey.TryFromPem(Id, Owner, signing.PublicPem, out var inPem));
            var signature = signing.Sign([1, 2, 3]);

            Assert.True(multikey.Verify([1, 2, 3], signature, signing.Algorithm));
            Assert.True(inPem.Verify([1, 2, 3], signature, signing.Algorithm));
            Assert.False(multikey.Verify([1, 2, 4], signature, signing.Algorithm));
            Assert.Equal(inPem.Pem.Trim(), multikey.Pem.Trim());
        }
    }

    [Fact]
    public void a_key_that_would_be_too_weak_in_pem_is_too_weak_here()
    {
        using var weak = RSA.Create(1024);

        Assert.False(VerificationKey.TryFromMultibase(Id, Owner, Multikey.OfRsa(weak.ExportRSAPublicKey()), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("z0")] // not in the alphabet
    [InlineData("u6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")] // another base
    [InlineData("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do")]
    [InlineData("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doKK")]
    [InlineData(" z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")]
    public void anything_else_is_no_key(string text) => Assert.False(VerificationKey.TryFromMultibase(Id, Owner, text, out _));

    [Fact]
    public void base58_gives_back_what_went_in() => Gen.Byte.Array[0, 40].Sample(octets =>
        Assert.True(Base58.TryDecode(Base58.Encode(octets), out var decoded) && decoded.SequenceEqual(octets)));

    [Fact]
    public void any_text_is_read_without_throwing() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["zKMk6123ABC"], 0, 80]).Sample(text => { VerificationKey.TryFromMultibase(Id, Owner, "z" + text, out _); });
}
