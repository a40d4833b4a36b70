using CsCheck;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Tests;

/// <summary>RFC 9651.</summary>
public sealed class StructuredFieldTests
{
    [Theory]
    [InlineData("a=1", "1")]
    [InlineData("a=-15", "-15")]
    [InlineData("a=1.5", "1.5")]
    [InlineData("a=1.0", "1.0")]
    [InlineData("a=\"x \\\"y\\\\\"", "\"x \\\"y\\\\\"")]
    [InlineData("a=tok*en/x:1", "tok*en/x:1")]
    [InlineData("a=:AAECAw==:", ":AAECAw==:")]
    [InlineData("a=::", "::")]
    [InlineData("a=?0", "?0")]
    [InlineData("a", "?1")]
    [InlineData("a=1;b;c=?0;d=\"x\"", "1;b;c=?0;d=\"x\"")]
    [InlineData(" a=1 ", "1")]
    public void items_are_read_and_written_in_one_form(string text, string expected) =>
        Assert.Equal(expected, SfWriter.Write(Assert.Single(SfParser.ParseDictionary(text)!).Item!));

    [Theory]
    [InlineData("a=()", "()")]
    [InlineData("a=( \"x\"   \"y\";z );created=1", "(\"x\" \"y\";z);created=1")]
    public void inner_lists_are_read_and_written_in_one_form(string text, string expected) =>
        Assert.Equal(expected, SfWriter.Write(Assert.Single(SfParser.ParseDictionary(text)!).List!));

    [Theory]
    [InlineData("A=1")]
    [InlineData("a=1,")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=1 b=2")]
    [InlineData("a=1, a=2")] // the RFC lets the last one win; others let the first one win
    [InlineData("a=1;b=1;b=2")]
    [InlineData("a=")]
    [InlineData("a=\"x")]
    [InlineData("a=\"x\\n\"")]
    [InlineData("a=\"\u00FC\"")]
    [InlineData("a=:AA:")]
    [InlineData("a=:A A=:")]
    [InlineData("a=?2")]
    [InlineData("a=1234567890123456")]
    [InlineData("a=1.")]
    [InlineData("a=1.2345")]
    [InlineData("a=--1")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\"")]
    [InlineData("a=((\"x\"))")]
    [InlineData("a=@1659578233")]
    [InlineData("sig1=:AAAA:, keyId=\"victim\", keyId=\"b\"")]
    public void what_could_be_read_in_two_ways_is_refused(string text) => Assert.Null(SfParser.ParseDictionary(text));

    [Fact]
    public void any_text_is_read_without_throwing_and_what_is_read_writes_to_what_reads_the_same() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab=(),;\":?01 -.*\\@"], 0, 40]).Sample(text =>
        {
            foreach (var member in SfParser.ParseDictionary(text) ?? [])
            {
                var written = member.List is null ? SfWriter.Write(member.Item!) : SfWriter.Write(member.List);
                var again = Assert.Single(SfParser.ParseDictionary($"k={written}")!);
                Assert.Equal(written, again.List is null ? SfWriter.Write(again.Item!) : SfWriter.Write(again.List));
            }
        });

    [Theory]
    [InlineData("sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:", null)]
    [InlineData("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, unixsum=:AAAA:", null)]
    [InlineData("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, sha-512=:AAAA:", SignatureFault.DigestMismatch)]
    [InlineData("sha-256=:AAAA:", SignatureFault.DigestMismatch)]
    [InlineData("sha-256=\"X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=\"", SignatureFault.DigestMalformed)]
    [InlineData("md5=:AAAA:", SignatureFault.DigestMalformed)]
    [InlineData("", SignatureFault.DigestMalformed)]
    public void every_digest_of_a_known_algorithm_must_match(string header, SignatureFault? expected) =>
        Assert.Equal(expected, ContentDigest.Check(header, "{\"hello\": \"world\"}"u8));
}
