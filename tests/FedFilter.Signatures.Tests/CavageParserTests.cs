using CsCheck;
using FedFilter.Signatures.Cavage;

namespace FedFilter.Signatures.Tests;

public sealed class CavageParserTests
{
    private const string Good = "keyId=\"https://a.example/u#main-key\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"AAAA\"";

    [Fact]
    public void the_usual_form_is_read()
    {
        var signature = CavageParser.Parse(Good)!;

        Assert.Equal("https://a.example/u#main-key", signature.KeyId);
        Assert.Equal("rsa-sha256", signature.Algorithm);
        Assert.Equal(["(request-target)", "host", "date"], signature.Covered);
        Assert.Equal(new byte[3], signature.Signature);
    }

    [Theory]
    [InlineData("Signature keyId=\"k\",headers=\"date\",signature=\"AAAA\"")] // an old library for Node
    [InlineData("keyId=\"k\" , headers=\"date\" ,  signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"DATE\",signature=\"AAAA\"")]
    [InlineData("keyId=k,headers=date,created=1402170695,signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",signature=\"AAAA\",something=\"else\"")]
    public void what_servers_really_send_is_read(string header) => Assert.Equal(["date"], CavageParser.Parse(header)!.Covered);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("keyId=\"k\"")]
    [InlineData("keyId=\"\",headers=\"date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",keyId=\"victim\",headers=\"date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",keyid=\"victim\",headers=\"date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date Date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",signature=\"AA AA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",signature=\"AAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",signature=\"AAB=\"")] // trailing bits that decode to nothing
    [InlineData("keyId=\"k\\\"\",headers=\"date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k,headers=\"date\",signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",signature=\"AAAA\",")]
    [InlineData("keyId=\"k\"headers=\"date\",signature=\"AAAA\"")]
    [InlineData("sig1=:AAAA:, keyId=\"victim\"")]
    [InlineData("keyId=\"k\",headers=\"date\",created=-1,signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",created=1.5,signature=\"AAAA\"")]
    [InlineData("keyId=\"k\",headers=\"date\",created=99999999999999999999,signature=\"AAAA\"")]
    public void what_could_be_read_in_two_ways_is_refused(string header) => Assert.Null(CavageParser.Parse(header));

    [Fact]
    public void everything_is_bounded()
    {
        Assert.Null(CavageParser.Parse(Good.Replace("main-key", new string('k', 9000), StringComparison.Ordinal)));
        Assert.Null(CavageParser.Parse(Good.Replace("main-key", new string('k', 2100), StringComparison.Ordinal)));
        Assert.Null(CavageParser.Parse(Good.Replace("date", string.Join(' ', Enumerable.Range(0, 40).Select(i => $"h{i}")), StringComparison.Ordinal)));
        Assert.Null(CavageParser.Parse(Good.Replace("AAAA", new string('A', 1400), StringComparison.Ordinal)));
    }

    [Fact]
    public void any_text_is_read_without_throwing_and_always_alike() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["keyId=\",headers signature:A()\\09"], 0, 80]).Sample(text =>
            Assert.Equal(CavageParser.Parse(text)?.KeyId, CavageParser.Parse(text)?.KeyId));

    [Fact]
    public void a_header_with_one_character_changed_is_read_without_throwing() =>
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Char).Sample((at, c) => { _ = CavageParser.Parse(Good[..at] + c + Good[(at + 1)..]); });
}
