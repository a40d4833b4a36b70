using System.Text;
using CsCheck;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures.Tests;

public sealed class RoundTripTests
{
    private static readonly Gen<string> Targets = Gen.String[Gen.Char["abcXYZ019-._~!$&'()*+,;=:@%2F/?"], 0, 40].Select(text => "/" + text.Replace("%", "%41", StringComparison.Ordinal));

    [Theory]
    [InlineData(SignatureStyle.Cavage, false)]
    [InlineData(SignatureStyle.Cavage, true)]
    [InlineData(SignatureStyle.CavageWithoutQuery, false)]
    [InlineData(SignatureStyle.Rfc9421, false)]
    [InlineData(SignatureStyle.Rfc9421, true)]
    public async Task whatever_the_signing_handler_sends_verifies(SignatureStyle style, bool ed25519)
    {
        using var key = SigningKey.FromPem(SignedHost.KeyId, ed25519 ? SigningKey.NewEd25519Pem() : SigningKey.NewPem());
        Assert.True(VerificationKey.TryFromPem(key.KeyId, "https://remote.domain/users/bob", key.PublicPem, out var published));
        await using var host = await SignedHost.StartAsync(_ => new KeyLookup.Found(published.ForPeer("remote.domain")), options => options.AllowUnsignedQuery = true);
        using var client = new HttpClient(new HttpSigningHandler(_ => key, new KnownStyles(host.Time), host.Time) { Styles = [style], InnerHandler = new ToHttps(host) });

        await Gen.Select(Targets, Gen.Byte.Array[0, 300], Gen.Bool).SampleAsync(
            async (target, body, post) =>
            {
                using var request = new HttpRequestMessage(
                    post ? HttpMethod.Post : HttpMethod.Get,
                    new Uri($"https://{SignedHost.Authority}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
                if (post && style == SignatureStyle.CavageWithoutQuery)
                    request.RequestUri = new Uri($"https://{SignedHost.Authority}/inbox");
                if (post)
                    request.Content = new ByteArrayContent(body);
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.StartsWith("ok remote.domain", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task any_octet_of_the_body_that_changes_is_noticed()
    {
        await using var host = await SignedHost.StartAsync();
        var body = Encoding.UTF8.GetBytes("{\"type\":\"Create\",\"content\":\"hello\"}");

        for (var i = 0; i < body.Length; i++)
        {
            var request = host.Signed(HttpMethod.Post, "/inbox", "(request-target) host date digest", body);
            var changed = (byte[])body.Clone();
            changed[i] ^= 1;
            request.Content = new ByteArrayContent(changed);
            Assert.Equal("digest-mismatch", await host.SendAsync(request));
        }
    }

    [Theory]
    [InlineData("Date")]
    [InlineData("Digest")]
    [InlineData("Accept")]
    [InlineData("User-Agent")]
    public async Task any_signed_header_that_changes_is_noticed(string name)
    {
        await using var host = await SignedHost.StartAsync();
        var value = host.Signed(HttpMethod.Get, "/x", "(request-target) host date digest accept user-agent").Headers.NonValidated[name].ToString();

        for (var i = 0; i < value.Length; i += 3)
        {
            var request = host.Signed(HttpMethod.Get, "/x", "(request-target) host date digest accept user-agent");
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value[..i] + (value[i] == 'x' ? 'y' : 'x') + value[(i + 1)..]);
            Assert.DoesNotContain("ok", await host.SendAsync(request), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task any_octet_of_the_signature_that_changes_is_noticed()
    {
        await using var host = await SignedHost.StartAsync();
        var header = host.Signed(HttpMethod.Get, "/x").Headers.NonValidated["Signature"].ToString();

        for (var i = header.IndexOf("signature=", StringComparison.Ordinal) + 11; i < header.Length - 1; i += 7)
        {
            var request = host.Signed(HttpMethod.Get, "/x");
            request.Headers.Remove("Signature");
            request.Headers.TryAddWithoutValidation("Signature", header[..i] + (header[i] == 'x' ? 'y' : 'x') + header[(i + 1)..]);
            Assert.Contains(await host.SendAsync(request), (string[])["signature-invalid", "signature-malformed"]);
        }
    }

    [Fact]
    public async Task a_request_without_a_key_goes_out_unsigned()
    {
        await using var host = await SignedHost.StartAsync();
        using var client = new HttpClient(new HttpSigningHandler(_ => null, new KnownStyles(host.Time), host.Time) { InnerHandler = new SocketsHttpHandler() });

        Assert.Equal("signature-missing", await client.GetStringAsync(host.Client.BaseAddress, TestContext.Current.CancellationToken));
    }
}
