using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FedFilter.Declarations.Commitments;
using FedFilter.Policy;

namespace FedFilter.Tests.Declarations.Commitments;

public sealed class CommitmentReaderTests
{
    [Fact]
    public void what_is_written_reads_back_as_it_was()
    {
        var read = Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read(CommitmentWriter.Unsigned(Sample.Document)));

        Assert.Equivalent(Sample.Document, read.Document, strict: true);
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, read.Proof.ValueKind);
    }

    [Fact]
    public void the_same_document_is_the_same_octets() =>
        Assert.Equal(CommitmentWriter.Unsigned(Sample.Document), CommitmentWriter.Unsigned(Sample.Document with { Statements = [.. Sample.Document.Statements] }));

    [Fact]
    public void each_word_of_a_scope_is_a_commitment_of_its_own() =>
        Assert.Equal(
            [
                new Commitment("train-ai", Party.Operator, Scope.Local, "no"),
                new Commitment("train-ai", Party.Operator, Scope.Received, "no"),
                new Commitment("train-ai", Party.ThirdParty, Scope.Local, "no"),
            ],
            Sample.Document.Commitments);

    [Theory]
    [InlineData("""{"use":"train-ai","party":"us","scope":["received"],"value":"no"}""")]
    [InlineData("""{"use":"train-ai","party":"operator","scope":["all"],"value":"no"}""")]
    [InlineData("""{"use":"train-ai","party":"operator","scope":[],"value":"no"}""")]
    [InlineData("""{"use":"train-ai","party":"operator","scope":["received"],"value":"never"}""")]
    [InlineData("""{"use":"train-ai","party":"operator","scope":["received"],"value":"no","except":"our own models"}""")]
    public void a_statement_with_a_word_that_is_not_known_says_nothing(string statement)
    {
        var octets = Sample.Changed(json => json["commitments"] = new JsonArray(JsonNode.Parse(statement)));

        Assert.Empty(Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read(octets)).Document.Commitments);
    }

    [Fact]
    public void a_use_that_is_not_known_is_handed_on_for_the_policy_to_know()
    {
        var octets = Sample.Changed(json => json["commitments"]![0]!["use"] = "sell");

        Assert.Contains(new Commitment("sell", Party.Operator, Scope.Received, "no"), Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read(octets)).Document.Commitments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><title>Just a moment...</title>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{} {}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"version\":1,\"version\":1}")]
    [InlineData("{\"version\":1,\"versio\\u006e\":1}")]
    [InlineData("{\"version\":1.0}")]
    [InlineData("{\"version\":1e0}")]
    [InlineData("{\"version\":-0}")]
    [InlineData("{\"version\":9007199254740992}")]
    [InlineData("{\"version\":1,\"x\":\"\\ud800\"}")]
    [InlineData("{\"version\":1,\"\\ud800\":1}")]
    [InlineData("{\"version\":1,\"x\":[[[[[[[[1]]]]]]]]}")]
    [InlineData("{\"version\":1,}")]
    [InlineData("{\"version\":1 /* one */}")]
    public void what_can_be_read_in_two_ways_is_not_read(string text) => Assert.Equal(CommitmentFault.DocumentNotJson, Fault(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void octets_that_are_no_utf8_are_not_read() => Assert.Equal(CommitmentFault.DocumentNotJson, Fault([.. "{\"x\":\""u8, 0xe9, .. "\"}"u8]));

    [Fact]
    public void more_than_16_KiB_is_not_read()
    {
        byte[] padding = [.. Enumerable.Repeat((byte)' ', 16 * 1024 - Sample.Signed().Length)];

        Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read((byte[])[.. Sample.Signed(), .. padding]));
        Assert.Equal(CommitmentFault.DocumentTooLarge, Fault([.. Sample.Signed(), .. padding, (byte)' ']));
    }

    [Theory]
    [InlineData("version", "2", CommitmentFault.VersionUnsupported)]
    [InlineData("version", "\"1\"", CommitmentFault.DocumentMalformed)]
    [InlineData("id", "1", CommitmentFault.DocumentMalformed)]
    [InlineData("host", "[\"social.example\"]", CommitmentFault.DocumentMalformed)]
    [InlineData("issued", "\"2026-11-24\"", CommitmentFault.DocumentMalformed)]
    [InlineData("issued", "\"2026-11-24T00:00:00+01:00\"", CommitmentFault.DocumentMalformed)]
    [InlineData("expires", "1800000000", CommitmentFault.DocumentMalformed)]
    [InlineData("commitments", "{}", CommitmentFault.DocumentMalformed)]
    [InlineData("commitments", "[\"no-ai-training\"]", CommitmentFault.DocumentMalformed)]
    [InlineData("commitments", """[{"use":"train-ai","party":"operator","scope":"received","value":"no"}]""", CommitmentFault.DocumentMalformed)]
    [InlineData("terms", """[{"url":"https://social.example/terms","sha256":"abc"}]""", CommitmentFault.DocumentMalformed)]
    [InlineData("terms", """[{"url":"https://social.example/terms"}]""", CommitmentFault.DocumentMalformed)]
    [InlineData("noticeDays", "-1", CommitmentFault.DocumentMalformed)]
    [InlineData("contact", "\"\"", CommitmentFault.DocumentMalformed)]
    [InlineData("supersedes", "\"AB\"", CommitmentFault.DocumentMalformed)]
    internal void a_member_of_another_type_is_named(string member, string value, CommitmentFault expected)
    {
        var failed = Assert.IsType<CommitmentReading.Failed>(CommitmentReader.Read(Sample.Changed(json => json[member] = JsonNode.Parse(value))));

        Assert.Equal(expected, failed.Fault);
        Assert.Contains(member, failed.Detail);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("id")]
    [InlineData("host")]
    [InlineData("issued")]
    [InlineData("expires")]
    [InlineData("commitments")]
    public void what_must_be_there_is_asked_for(string member) => Assert.Equal(CommitmentFault.DocumentMalformed, Fault(Sample.Changed(json => json.Remove(member))));

    [Fact]
    public void whatever_comes_is_read_or_refused_and_never_throws() =>
        Gen.OneOf(Gen.Byte.Array[0, 200], Bent()).Sample(octets =>
        {
            _ = Sample.Verify(octets);
            _ = CommitmentVerification.ActorOf(octets, Sample.Url);
            _ = ActorKeys.Read(octets, Sample.Actor);
        });

    private static Gen<byte[]> Bent()
    {
        var whole = Sample.Signed();
        var pieces = new[] { "null", "\"x\"", "[]", "{}", "1", "-1.5", "\"\\udc00\"", "z", ":", ",", "did:key:z6Mk", "#" };
        return Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 40], Gen.Int[0, pieces.Length - 1].Select(i => pieces[i])).Select((at, cut, piece) =>
            (byte[])[.. whole[..at], .. Encoding.UTF8.GetBytes(piece), .. whole[Math.Min(whole.Length, at + cut)..]]);
    }

    private static CommitmentFault Fault(byte[] octets) => Assert.IsType<CommitmentReading.Failed>(CommitmentReader.Read(octets)).Fault;
}
