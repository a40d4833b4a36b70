using System.Security.Cryptography;
using System.Text;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Tests;

public sealed class Rfc9421VerifyingTests
{
    private const string FedifyGet = "\"@method\" \"@target-uri\" \"@authority\" \"host\" \"date\"";
    private const string FedifyPost = FedifyGet + " \"content-digest\"";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"type\":\"Create\"}");

    [Theory]
    [InlineData(FedifyGet, "alg=\"rsa-v1_5-sha256\";keyid=\"KEY\";created=NOW")]
    [InlineData("\"@method\" \"@target-uri\" \"accept\" \"date\" \"user-agent\"", "keyid=\"KEY\";alg=\"rsa-v1_5-sha256\";created=NOW")] // activitypub.bot
    [InlineData("\"@method\" \"@target-uri\"", "created=NOW;keyid=\"KEY\"")] // Mastodon
    [InlineData("\"@method\" \"@authority\" \"@path\" \"@query\"", "created=NOW;keyid=\"KEY\";tag=\"activitypub\";nonce=\"n\";expires=LATER")] // NodeBB
    [InlineData("\"@method\" \"@authority\" \"@request-target\" \"@scheme\"", "created=NOW;keyid=\"KEY\"")]
    public async Task what_servers_send_on_a_get_verifies(string components, string parameters)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/users/alice?page=1", components, parameters)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_post_verifies_with_its_content_digest(bool chunked)
    {
        await using var host = await SignedHost.StartAsync();
        var request = Signed(host, HttpMethod.Post, "/inbox", FedifyPost, body: Body);
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Equal("ok remote.domain {\"type\":\"Create\"}", await host.SendAsync(request));
    }

    [Fact]
    public async Task a_body_changed_on_the_way_is_noticed_before_any_key_is_looked_for()
    {
        await using var host = await SignedHost.StartAsync();
        var request = Signed(host, HttpMethod.Post, "/inbox", FedifyPost, body: Body);
        request.Content = new StringContent("{\"type\":\"Delete\"}");

        Assert.Equal("digest-mismatch", await host.SendAsync(request));
        Assert.Empty(host.KeyRequests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"@method\"")]
    [InlineData("\"@target-uri\"")]
    [InlineData("\"@method\" \"@authority\"")]
    [InlineData("\"@method\" \"@authority\" \"@path\"")] // and not the query
    [InlineData("\"@method\" \"@path\" \"@query\"")]
    public async Task a_signature_that_leaves_out_what_matters_does_not_count(string components)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("coverage-insufficient", await host.SendAsync(Signed(host, HttpMethod.Get, "/x?y=1", components)));
    }

    [Fact]
    public async Task a_body_whose_digest_is_not_signed_does_not_count()
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("coverage-insufficient", await host.SendAsync(Signed(host, HttpMethod.Post, "/inbox", FedifyGet, body: Body)));
    }

    [Theory]
    [InlineData("created=NOW", "signature-malformed")]
    [InlineData("keyid=\"KEY\"", "signature-malformed")]
    [InlineData("created=\"NOW\";keyid=\"KEY\"", "signature-malformed")]
    [InlineData("created=NOW;keyid=KEY", "signature-malformed")]
    [InlineData("created=NOW;keyid=\"\"", "signature-malformed")]
    [InlineData("created=1;keyid=\"KEY\"", "signature-expired")]
    [InlineData("created=99999999999;keyid=\"KEY\"", "signature-from-future")]
    [InlineData("created=NOW;keyid=\"KEY\";expires=1", "signature-expired")]
    [InlineData("created=NOW;keyid=\"KEY\";alg=\"hmac-sha256\"", "algorithm-unsupported")]
    [InlineData("created=NOW;keyid=\"KEY\";alg=\"none\"", "algorithm-unsupported")]
    [InlineData("created=NOW;keyid=\"KEY\";alg=\"ed25519\"", "algorithm-unsupported")] // of another key's type
    [InlineData("created=NOW;keyid=\"KEY\";alg=\"rsa-pss-sha512\"", "signature-invalid")]
    public async Task parameters_must_be_there_and_of_their_type(string parameters, string expected)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal(expected, await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, parameters)));
    }

    [Theory]
    [InlineData("\"@method\" \"@target-uri\" \"@method\"", "signature-malformed")]
    [InlineData("\"@method\" \"@target-uri\" \"@status\"", "signed-header-invalid")]
    [InlineData("\"@method\" \"@target-uri\" \"x-absent\"", "signed-header-invalid")]
    [InlineData("\"@method\" \"@target-uri\" \"Accept\"", "signed-header-invalid")]
    [InlineData("\"@method\" \"@target-uri\" \"accept\";sf", "signed-header-invalid")]
    [InlineData("\"@method\" \"@target-uri\" \"accept\";req", "signed-header-invalid")]
    [InlineData("\"@method\" \"@target-uri\" accept", "signed-header-invalid")]
    public async Task components_must_be_known_present_and_named_once(string components, string expected)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal(expected, await host.SendAsync(Signed(host, HttpMethod.Get, "/x", components)));
    }

    // Section 2.1 and 2.2.8; the values are the RFC's own examples where it has one.
    [Theory]
    [InlineData("\"@query-param\";name=\"var\"", "this%20is%20a%20big%0Amultiline%20value")]
    [InlineData("\"@query-param\";name=\"bar\"", "with%20plus%20whitespace")]
    [InlineData("\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\"", "something")]
    [InlineData("\"@query-param\";name=\"empty\"", "")]
    [InlineData("\"x-dict\";key=\"a\"", "1")]
    [InlineData("\"x-dict\";key=\"b\"", "2;x=1;y=2")]
    [InlineData("\"x-dict\";key=\"c\"", "(a b c);q")]
    [InlineData("\"x-dict\";key=\"d\"", "?1")]
    [InlineData("\"x-dict\";bs", ":YT0xLCAgIGI9Mjt4PTE7eT0yLCBjPShhIGIgYyk7cSwgZA==:")]
    [InlineData("\"x-dict\"", "a=1,   b=2;x=1;y=2, c=(a b c);q, d")]
    public async Task a_component_may_be_a_part_of_the_query_or_of_a_field(string component, string value)
    {
        const string Target = "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&empty&twice=1&twice=2";
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("ok remote.domain", await host.SendAsync(WithComponent(host, Target, component, value)));
        Assert.Equal("signature-invalid", await host.SendAsync(WithComponent(host, Target, component, value + "x")));
    }

    [Theory]
    [InlineData("\"@query-param\";name=\"twice\"")]
    [InlineData("\"@query-param\";name=\"absent\"")]
    [InlineData("\"@query-param\"")]
    [InlineData("\"x-dict\";key=\"absent\"")]
    [InlineData("\"x-dict\";sf")]
    [InlineData("\"x-dict\";tr")]
    [InlineData("\"@method\";req")]
    public async Task a_component_that_is_absent_twice_there_or_not_supported_does_not_count(string component)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("signed-header-invalid", await host.SendAsync(WithComponent(host, "/x?twice=1&twice=2", component, "")));
    }

    [Fact]
    public async Task a_part_of_the_digest_does_not_cover_the_digest()
    {
        await using var host = await SignedHost.StartAsync();
        var request = Signed(host, HttpMethod.Post, "/inbox", FedifyGet + " \"content-digest\";key=\"sha-256\"", body: Body);

        Assert.Equal("coverage-insufficient", await host.SendAsync(request));
    }

    [Fact]
    public async Task a_nonce_serves_one_signature_and_that_one_again()
    {
        const string Parameters = "created=NOW;keyid=\"KEY\";nonce=\"n\"";
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, Parameters)));
        Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, Parameters)));
        Assert.Equal("nonce-reused", await host.SendAsync(Signed(host, HttpMethod.Get, "/y", FedifyGet, Parameters)));

        host.Time.Advance(TimeSpan.FromHours(2.1));
        Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/y", FedifyGet, Parameters)));
    }

    [Fact]
    public async Task a_signature_that_does_not_verify_uses_up_no_nonce()
    {
        const string Parameters = "created=NOW;keyid=\"KEY\";nonce=\"n\"";
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("signature-invalid", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, Parameters, sign: _ => new byte[256])));
        Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, Parameters)));
    }

    [Theory]
    [InlineData("/x?a=1", "/x?a=2")]
    [InlineData("/x", "/y")]
    [InlineData("/%78", "/x")]
    public async Task a_signature_for_one_target_does_not_serve_another(string signed, string sent)
    {
        await using var host = await SignedHost.StartAsync();
        var request = Signed(host, HttpMethod.Get, signed, FedifyGet);
        request.RequestUri = new Uri(host.Client.BaseAddress + sent[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        Assert.Equal("signature-invalid", await host.SendAsync(request));
    }

    [Fact]
    public async Task labels_must_match_one_to_one_and_a_key_id_elsewhere_means_nothing()
    {
        await using var host = await SignedHost.StartAsync();
        foreach (var tail in (string[])[", keyId=\"victim\"", ", sig2=:AAAA:"])
        {
            var request = Signed(host, HttpMethod.Get, "/x", FedifyGet);
            var signature = request.Headers.NonValidated["Signature"].ToString();
            request.Headers.Remove("Signature");
            request.Headers.TryAddWithoutValidation("Signature", signature + tail);
            Assert.Equal("signature-malformed", await host.SendAsync(request));
        }
    }

    [Fact]
    public async Task of_several_signatures_the_one_fit_to_count_counts_and_two_are_one_too_many()
    {
        await using var host = await SignedHost.StartAsync();
        foreach (var (other, expected) in ((string, string)[])[("\"@method\"", "ok remote.domain"), ("\"@method\" \"@target-uri\"", "signature-ambiguous")])
        {
            var request = Signed(host, HttpMethod.Get, "/x", FedifyGet);
            Add(request, "Signature-Input", $"proxy=({other});created={host.Time.GetUtcNow().ToUnixTimeSeconds()};keyid=\"https://evil.example/key\"");
            Add(request, "Signature", "proxy=:AAAA:");
            Assert.Equal(expected, await host.SendAsync(request));
        }
    }

    [Fact]
    public async Task ed25519_and_p256_keys_verify_too()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ed = NSec.Cryptography.Key.Create(NSec.Cryptography.SignatureAlgorithm.Ed25519);
        var edPem = Encoding.ASCII.GetString(ed.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.PkixPublicKeyText));
        foreach (var (alg, pem, sign) in ((string, string, Func<byte[], byte[]>)[])
            [
                ("ecdsa-p256-sha256", ec.ExportSubjectPublicKeyInfoPem(), data => ec.SignData(data, HashAlgorithmName.SHA256)),
                ("ed25519", edPem, data => NSec.Cryptography.SignatureAlgorithm.Ed25519.Sign(ed, data)),
            ])
        {
            Assert.True(VerificationKey.TryFromPem(SignedHost.KeyId, "https://remote.domain/users/bob", pem, out var key));
            await using var host = await SignedHost.StartAsync(_ => new KeyLookup.Found(key.ForPeer("remote.domain")));
            Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, $"created=NOW;keyid=\"KEY\";alg=\"{alg}\"", sign: sign)));
            Assert.Equal("ok remote.domain", await host.SendAsync(Signed(host, HttpMethod.Get, "/x", FedifyGet, sign: sign)));
        }
    }

    private static HttpRequestMessage WithComponent(SignedHost host, string target, string component, string value)
    {
        var request = host.Signed(HttpMethod.Get, target);
        request.Headers.Remove("Signature");
        Add(request, "X-Dict", "a=1,   b=2;x=1;y=2, c=(a b c);q, d");
        var input = $"(\"@method\" \"@target-uri\" {component});created={host.Time.GetUtcNow().ToUnixTimeSeconds()};keyid=\"{SignedHost.KeyId}\"";
        var text = $"\"@method\": GET\n\"@target-uri\": https://{SignedHost.Authority}{target}\n{component}: {value}\n\"@signature-params\": {input}";
        Add(request, "Signature-Input", "sig1=" + input);
        Add(request, "Signature", $"sig1=:{Convert.ToBase64String(SignedHost.Key.Sign(Encoding.UTF8.GetBytes(text)))}:");
        return request;
    }

    private static HttpRequestMessage Signed(
        SignedHost host, HttpMethod method, string target, string components, string parameters = "created=NOW;keyid=\"KEY\"", byte[]? body = null, Func<byte[], byte[]>? sign = null)
    {
        var request = host.Signed(method, target, body: body);
        request.Headers.Remove("Signature");
        if (body is not null)
            request.Headers.TryAddWithoutValidation("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:");
        var now = host.Time.GetUtcNow().ToUnixTimeSeconds();
        var input = $"({components});" + parameters.Replace("NOW", $"{now}", StringComparison.Ordinal).Replace("LATER", $"{now + 60}", StringComparison.Ordinal).Replace("KEY", SignedHost.KeyId, StringComparison.Ordinal);
        var names = components.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var text = string.Concat(names.Select(name => $"{name}: {Value(request, name.Trim('"'), target)}\n")) + $"\"@signature-params\": {input}";
        Add(request, "Signature-Input", "sig1=" + input);
        Add(request, "Signature", $"sig1=:{Convert.ToBase64String((sign ?? (data => SignedHost.Key.Sign(data)))(Encoding.UTF8.GetBytes(text)))}:");
        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string value) => request.Headers.TryAddWithoutValidation(name, value);

    private static string Value(HttpRequestMessage request, string name, string target) => name switch
    {
        "@method" => request.Method.Method,
        "@target-uri" => $"https://{SignedHost.Authority}{target}",
        "@authority" or "host" => SignedHost.Authority,
        "@scheme" => "https",
        "@request-target" => target,
        "@path" => target.Split('?')[0],
        "@query" => target.Contains('?', StringComparison.Ordinal) ? "?" + target.Split('?')[1] : "?",
        _ => request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : "",
    };
}
