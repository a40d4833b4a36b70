using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Tests;

/// <summary>Requests that carry more than one signature: whose they are, and which of them a proxy passes on.</summary>
public sealed class SeveralSignaturesTests
{
    private const string Me = "https://friend.example/users/bob";
    private const string Other = "https://other.example/users/eve";
    private const string Now = "1766656800";

    [Fact]
    public void one_signature_needs_no_carrier_in_either_style()
    {
        Assert.Null(Assert.Single(Claims(("Signature", Older(Me + "#main-key")))).Carrier);
        Assert.Null(Assert.Single(Claims(("Authorization", "Signature " + Older(Me + "#main-key")))).Carrier);
        Assert.Null(Assert.Single(Claims(("Signature-Input", Input("sig1", Me + "#main-key")), ("Signature", "sig1=:AAAA:"))).Carrier);
    }

    [Fact]
    public void one_signer_in_two_styles_makes_two_claims_each_with_the_headers_that_carry_it()
    {
        var older = Older(Me + "#main-key");
        var claims = Claims(("Signature-Input", Input("sig1", Me + "#ed25519-key")), ("Signature", "sig1=:AAAA:"), ("Authorization", "Signature " + older));

        Assert.Equal([new(null, null, "Signature " + older), new("sig1=:AAAA:", Input("sig1", Me + "#ed25519-key"), null)], claims.Select(claim => claim.Carrier));
    }

    [Fact]
    public void one_signer_in_two_styles_may_use_two_lines_of_one_header()
    {
        var older = Older(Me + "#main-key");
        var claims = Claims(("Signature-Input", Input("sig1", Me + "#main-key")), ("Signature", "sig1=:AAAA:"), ("Signature", older));

        Assert.Equal([new(older, null, null), new("sig1=:AAAA:", Input("sig1", Me + "#main-key"), null)], claims.Select(claim => claim.Carrier));
    }

    [Fact]
    public void a_label_that_a_proxy_added_is_not_carried()
    {
        var claim = Assert.Single(Claims(
            ("Signature-Input", $"proxy=(\"@method\");created={Now};keyid=\"{Other}\", {Input("sig1", Me + "#main-key")}"), ("Signature", "proxy=:BBBB:, sig1=:AAAA:")));

        Assert.Equal(new("sig1=:AAAA:", Input("sig1", Me + "#main-key"), null), claim.Carrier);
    }

    [Fact]
    public void the_signature_of_an_agent_is_neither_the_senders_nor_carried()
    {
        var agent = $"bot=(\"@method\" \"@target-uri\" \"@authority\");created={Now};keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";tag=\"web-bot-auth\"";

        Assert.Equal(
            new("sig1=:AAAA:", Input("sig1", Me + "#main-key"), null),
            Assert.Single(Claims(("Signature-Input", $"{agent}, {Input("sig1", Me + "#main-key")}"), ("Signature", "bot=:BBBB:, sig1=:AAAA:"))).Carrier);
        Assert.Equal((0, null), Outcome(("Signature-Input", agent), ("Signature", "bot=:BBBB:")));
        Assert.True(WebBotAuth.IsAllThereIs(Headers(("Signature-Input", agent), ("Signature", "bot=:BBBB:"))));
        Assert.False(WebBotAuth.IsAllThereIs(Headers(("Signature-Input", agent), ("Signature", "bot=:BBBB:"), ("Authorization", "Signature " + Older(Me)))));
        Assert.False(WebBotAuth.IsAllThereIs(Headers(("Signature-Input", Input("sig1", Me) + ";tag=\"web-bot-auths\""), ("Signature", "sig1=:BBBB:"))));
    }

    [Fact]
    public void two_signers_are_ambiguous_however_they_sign()
    {
        Assert.Equal((0, SignatureFault.SignatureAmbiguous), Outcome(("Signature-Input", Input("sig1", Me)), ("Signature", "sig1=:AAAA:"), ("Authorization", "Signature " + Older(Other))));
        Assert.Equal((0, SignatureFault.SignatureAmbiguous), Outcome(("Signature-Input", Input("sig1", Me)), ("Signature", "sig1=:AAAA:"), ("Signature", Older(Other))));
        Assert.Equal((0, SignatureFault.SignatureAmbiguous), Outcome(("Signature", Older(Me)), ("Authorization", "Signature " + Older(Other))));
        Assert.Equal((0, SignatureFault.SignatureAmbiguous), Outcome(("Signature", Older(Me)), ("Signature", Older(Other))));
        Assert.Equal((0, SignatureFault.SignatureAmbiguous), Outcome(("Signature-Input", $"{Input("a", Me)}, {Input("b", Other)}"), ("Signature", "a=:AAAA:, b=:AAAA:")));

        // One that covers too little is the other signer's all the same.
        Assert.Equal(
            (0, SignatureFault.SignatureAmbiguous),
            Outcome(("Signature-Input", Input("sig1", Me)), ("Signature", "sig1=:AAAA:"), ("Authorization", $"Signature keyId=\"{Other}\",headers=\"date\",signature=\"AAAA\"")));
    }

    [Theory]
    [InlineData("Bearer keyId=\"https://other.example/users/eve\",signature=\"AAAA\"")]
    [InlineData("X keyid=\"https://other.example/users/eve\"")]
    [InlineData("Signature nonsense")]
    public void an_authorization_that_some_readers_take_for_a_signature_is_malformed(string authorization) =>
        Assert.Equal((0, SignatureFault.SignatureMalformed), Outcome(("Signature", Older(Me)), ("Authorization", authorization)));

    [Fact]
    public void other_authorization_is_not_looked_at() => Assert.Null(Assert.Single(Claims(("Signature", Older(Me)), ("Authorization", "Bearer abc.def=="))).Carrier);

    [Fact]
    public void an_id_may_be_sent_in_utf_8()
    {
        Assert.Equal("https://b\u00fccher.example/\u0561", Assert.Single(Claims(("Signature", Older("https://b\u00fccher.example/\u0561")))).KeyId);
        Assert.Equal((0, SignatureFault.SignatureMalformed), Outcome(("Signature", Older("https://friend.example/\u0085"))));
        Assert.Equal((0, SignatureFault.SignatureMalformed), Outcome(("Signature", Older(Me) + ",note=\"\u0561\"")));
    }

    private static IReadOnlyList<SignatureClaim> Claims(params (string Name, string Value)[] fields)
    {
        var (claims, fault) = SignatureReader.Read(Message(fields), DateTimeOffset.FromUnixTimeSeconds(1766656800), TimeSpan.FromHours(1))!.Value;
        Assert.True(fault is null, fault?.Detail);
        return claims;
    }

    private static (int Claims, SignatureFault? Fault) Outcome(params (string Name, string Value)[] fields) =>
        SignatureReader.Read(Message(fields), DateTimeOffset.FromUnixTimeSeconds(1766656800), TimeSpan.FromHours(1)) is var (claims, fault) ? (claims.Count, fault?.Fault) : (-1, null);

    private static SignedMessage Message((string Name, string Value)[] fields) => new()
    {
        Method = "GET",
        RawTarget = "/x",
        Authority = "social.example",
        Scheme = "https",
        CanHaveBody = false,
        Headers = Headers(fields),
    };

    private static HeaderDictionary Headers(params (string Name, string Value)[] fields)
    {
        var headers = new HeaderDictionary { ["Host"] = "social.example", ["Date"] = "Thu, 25 Dec 2025 10:00:00 GMT" };
        foreach (var (name, value) in fields)
            headers.Append(name, value);
        return headers;
    }

    private static string Older(string keyId) => $"keyId=\"{keyId}\",headers=\"(request-target) host date\",signature=\"AAAA\"";

    private static string Input(string label, string keyId) => $"{label}=(\"@method\" \"@target-uri\");created={Now};keyid=\"{keyId}\"";
}
