using CsCheck;
using FedFilter.Audit.Signing;
using FedFilter.Signatures.Keys;
using NSec.Cryptography;

namespace FedFilter.Tests.Audit.Signing;

/// <summary>The examples of C2SP signed-note and of Go's sumdb/note.</summary>
public sealed class SignedNoteTests
{
    private const string ExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private const string Example = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string EnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string PeterText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    [Fact]
    public void the_example_is_signed_by_its_key_and_written_as_it_was_read()
    {
        var note = SignedNote.Parse(Example)!;

        Assert.True(note.IsSignedBy(NoteKey.Parse(ExampleKey)!));
        Assert.False(note.IsSignedBy(NoteKey.Parse(PeterKey)!));
        Assert.Equal("This is an example message.\n", note.Text);
        Assert.Equal(Example, note.ToString());
    }

    [Fact]
    public void signing_gives_the_published_octets()
    {
        var seed = Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1..];
        using var signer = new NoteSigner("PeterNeumann", Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey));

        Assert.Equal(PeterKey, signer.Verifier.Text);
        Assert.Equal($"{PeterText}\n{PeterLine}", signer.Sign(PeterText).ToString());
    }

    [Fact]
    public void of_several_signatures_those_of_known_keys_count()
    {
        var both = SignedNote.Parse($"{PeterText}\n{PeterLine}{EnochLine}")!;

        Assert.True(both.IsSignedBy(NoteKey.Parse(PeterKey)!));
        Assert.True(both.IsSignedBy(NoteKey.Parse(EnochKey)!));
    }

    [Fact]
    public void a_wrong_signature_of_a_known_key_makes_the_note_void()
    {
        var broken = PeterLine[..60] + "ABCD" + PeterLine[60..];

        Assert.False(SignedNote.Parse($"{PeterText}\n{broken}")?.IsSignedBy(NoteKey.Parse(PeterKey)!) ?? false);
        Assert.False(SignedNote.Parse($"{PeterText}\n{PeterLine}{PeterLine.Replace("x08go/ZJ", "x08go/ZK", StringComparison.Ordinal)}")!.IsSignedBy(NoteKey.Parse(PeterKey)!));
        Assert.False(SignedNote.Parse($"{PeterText.Replace("you", "You", StringComparison.Ordinal)}\n{PeterLine}")!.IsSignedBy(NoteKey.Parse(PeterKey)!));
    }

    [Theory]
    [InlineData(PeterText)]
    [InlineData(PeterText + "\n")]
    [InlineData("\u0001" + PeterText + "\n" + PeterLine)]
    [InlineData(PeterText + "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")]
    [InlineData(PeterText + "\n" + PeterLine + "Unexpected line.\n")]
    public void what_is_malformed_is_no_note(string text)
    {
        Assert.Null(SignedNote.Parse(text));
        Assert.Null(SignedNote.Parse("\ud800" + PeterText + "\n" + PeterLine));
        Assert.Null(SignedNote.Parse((PeterText + "\n" + PeterLine)[..^1]));
        Assert.Null(SignedNote.Parse(PeterText + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 17))));
        Assert.NotNull(SignedNote.Parse(PeterText + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 16))));
    }

    [Fact]
    public void a_key_has_one_spelling()
    {
        for (var start = 0; start < PeterKey.Length; start++)
            for (var end = start + 1; end <= PeterKey.Length; end++)
                Assert.Equal(end - start == PeterKey.Length, NoteKey.Parse(PeterKey[start..end]) is not null);
        for (var i = 0; i < PeterKey.Length; i++)
            Assert.Null(NoteKey.Parse(PeterKey[..i] + (char)(PeterKey[i] + 1) + PeterKey[(i + 1)..]));
        Assert.Null(NoteKey.Parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")); // too long, with the id that fits
        Assert.Null(NoteKey.Parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")); // another kind of key, with the id that fits
    }

    [Fact]
    public void what_is_signed_is_read_back_and_anything_else_is_read_without_a_throw()
    {
        using var signer = NoteSigner.FromPem("log.example/audit", SigningKey.NewEd25519Pem());
        Gen.String[Gen.Char["ab é\n"], 0, 30].Sample(text =>
        {
            var note = SignedNote.Parse(signer.Sign(text + "\n").ToString());
            return note?.Text == text + "\n" && note.IsSignedBy(signer.Verifier);
        });
        Gen.String[Gen.Char["ab\n\u2014 +=AB\0"], 0, 60].Sample(text => SignedNote.Parse(text) is null or { Signatures.Count: > 0 });
        Gen.String[Gen.Char["ab+=0A"], 0, 60].Sample(text => NoteKey.Parse(text) is null);
    }
}
