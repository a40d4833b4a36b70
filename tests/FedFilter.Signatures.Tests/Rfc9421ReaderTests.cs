using CsCheck;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Tests;

/// <summary>Whatever stands in the headers and the target: it is read, or refused with a fault.</summary>
public sealed class Rfc9421ReaderTests
{
    private const string Input = "sig1=(\"@method\" \"@target-uri\" \"x\";key=\"a\" \"@query-param\";name=\"q\");created=1766656800;keyid=\"https://a.example/u#k\";nonce=\"n\"";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1766656800);
    private static readonly string[] Words = ["\"@method\"", "\"@query-param\"", ";name=\"q\"", ";key=\"a\"", ";bs", "sig1=", ":AAAA:", "(", ")", ";created=1", " ", ",", "\"x\"", "=", "?1", "é", "\0"];
    private static readonly Gen<string> Piece = Gen.Int[0, 16].Select(i => Words[i]);

    [Fact]
    public void any_headers_are_read_without_throwing() =>
        Gen.Select(Gen.OneOf(Gen.String, Pieces(Piece)), Gen.OneOf(Gen.String, Pieces(Piece)), Gen.String).Sample((input, signature, target) => OneOrTheOther(Read(input, signature, "/" + target, "a=1")));

    [Fact]
    public void headers_with_one_character_changed_are_read_without_throwing() =>
        Gen.Select(Gen.Int[0, Input.Length - 1], Gen.Char, Gen.String).Sample((at, to, field) => OneOrTheOther(Read(Input[..at] + to + Input[(at + 1)..], "sig1=:AAAA:", "/x?q=1", field)));

    [Fact]
    public void the_input_that_is_changed_is_one_that_is_read() => Assert.NotNull(Read(Input, "sig1=:AAAA:", "/x?q=1", "a=1").Claim);

    private static void OneOrTheOther((SignatureClaim? Claim, Faulted? Fault) read) => Assert.True(read.Claim is null != read.Fault is null);

    private static (SignatureClaim? Claim, Faulted? Fault) Read(string input, string signature, string target, string field) => SignatureReader.Read(
        new SignedMessage
        {
            Method = "GET",
            RawTarget = target,
            Authority = "social.example",
            Scheme = "https",
            CanHaveBody = false,
            Headers = new HeaderDictionary { ["Signature-Input"] = input, ["Signature"] = signature, ["X"] = field },
        },
        Now,
        TimeSpan.FromHours(1)) is var (claims, fault) ? (claims.Count > 0 ? claims[0] : null, fault) : (null, null);

    private static Gen<string> Pieces(Gen<string> piece) => piece.Array[0, 20].Select(string.Concat);
}
