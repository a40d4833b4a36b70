using System.Text;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Tests;

/// <summary>The matrix that Mastodon's own specification of signature verification walks through, and what it leaves out.</summary>
public sealed class VerifyingTests
{
    private const string PostCover = "(request-target) host date digest";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"type\":\"Create\"}");

    [Fact]
    public async Task without_a_signature_there_is_no_result()
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("signature-missing", await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/activitypub/success")));
        Assert.Empty(host.KeyRequests);
    }

    [Theory]
    [InlineData("/activitypub/success")]
    [InlineData("/activitypub/success?foo=42")]
    [InlineData("/a//b/%7Ex/../c?x=%20&y=%C3%A9")]
    public async Task a_signed_get_is_from_its_signer(string target)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("ok remote.domain", await host.SendAsync(host.Signed(HttpMethod.Get, target)));
    }

    [Theory]
    [InlineData("/activitypub/success?foo=42", "/activitypub/success?foo=43")]
    [InlineData("/activitypub/success?foo=42", "/activitypub/success")]
    [InlineData("/activitypub/success", "/activitypub/success?foo=42")]
    [InlineData("/activitypub/success", "/activitypub/alternative-path")]
    [InlineData("/activitypub/%73uccess", "/activitypub/success")]
    public async Task a_signature_for_one_target_does_not_serve_another(string signed, string sent)
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, signed);
        request.RequestUri = new Uri(host.Client.BaseAddress + sent[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

        Assert.Equal("signature-invalid", await host.SendAsync(request));
    }

    [Theory]
    [InlineData("GET", "/users/alice", "/users/alice?page=2", true, "ok remote.domain")]
    [InlineData("GET", "/users/alice", "/users/alice?page=2", false, "signature-invalid")]
    [InlineData("GET", "/users/alice?page=1", "/users/alice?page=2", true, "signature-invalid")] // it was signed, and changed
    [InlineData("GET", "/users/alice", "/users/bob?page=2", true, "signature-invalid")]
    [InlineData("POST", "/inbox", "/inbox?x=1", true, "signature-invalid")]
    public async Task the_query_of_a_get_may_be_left_out_where_that_is_allowed(string method, string signed, string sent, bool allowed, string expected)
    {
        await using var host = await SignedHost.StartAsync(configure: options => options.AllowUnsignedQuery = allowed);
        var post = method == "POST";
        var request = host.Signed(new HttpMethod(method), signed, post ? PostCover : "(request-target) host date", post ? Body : null);
        request.RequestUri = new Uri(host.Client.BaseAddress + sent[1..]);

        Assert.Equal(expected, await host.SendAsync(request));
    }

    [Fact]
    public async Task a_signature_for_one_method_does_not_serve_another()
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, "/x");
        request.Method = HttpMethod.Head;

        Assert.Equal("", await host.SendAsync(request));
        Assert.Equal(2, host.KeyRequests.Count); // it came as far as the key, twice, and did not verify
    }

    [Theory]
    [InlineData("Wed, 20 Dec 2023 09:00:01 GMT", "ok remote.domain")]
    [InlineData("Wed, 20 Dec 2023 08:59:59 GMT", "signature-expired")]
    [InlineData("Mon, 18 Dec 2023 10:00:00 GMT", "signature-expired")]
    [InlineData("Wed, 20 Dec 2023 10:59:59 GMT", "ok remote.domain")]
    [InlineData("Wed, 20 Dec 2023 11:00:01 GMT", "signature-from-future")]
    [InlineData("Wed, 20 Dec 2023 10:00:00 +0000", "signed-header-invalid")]
    [InlineData("2023-12-20T10:00:00Z", "signed-header-invalid")]
    [InlineData("wrong", "signed-header-invalid")]
    public async Task a_signed_time_may_be_off_by_the_clock_skew_and_no_more(string date, string expected)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal(expected, await host.SendAsync(host.Signed(HttpMethod.Get, "/x", date: date)));
    }

    [Theory]
    [InlineData("date")]
    [InlineData("host date")]
    [InlineData("(request-target) date")]
    [InlineData("(request-target) host")]
    public async Task a_signature_that_leaves_out_what_matters_does_not_count(string covered)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("coverage-insufficient", await host.SendAsync(host.Signed(HttpMethod.Get, "/x", covered)));
        Assert.Empty(host.KeyRequests);
    }

    [Fact]
    public async Task a_fresh_created_that_is_not_signed_does_not_freshen_an_old_date()
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, "/x", date: "Mon, 18 Dec 2023 10:00:00 GMT", algorithm: "hs2019");
        var signature = request.Headers.NonValidated["Signature"].ToString();
        request.Headers.Remove("Signature");
        request.Headers.TryAddWithoutValidation("Signature", $"{signature},created={host.Time.GetUtcNow().ToUnixTimeSeconds()}");

        Assert.Equal("signature-expired", await host.SendAsync(request));
    }

    [Fact]
    public async Task created_takes_the_place_of_the_date_where_the_label_allows_it()
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("ok remote.domain", await host.SendAsync(host.Signed(HttpMethod.Get, "/x", "(request-target) (created) (expires) host", algorithm: "hs2019")));
        Assert.Equal("signature-malformed", await host.SendAsync(host.Signed(HttpMethod.Get, "/x", "(request-target) (created) host", algorithm: "rsa-sha256")));
    }

    [Theory]
    [InlineData("hs2019", "ok remote.domain")]
    [InlineData("rsa-sha1", "algorithm-unsupported")]
    [InlineData("hmac-sha256", "algorithm-unsupported")]
    [InlineData("ed25519", "algorithm-unsupported")]
    [InlineData("none", "algorithm-unsupported")]
    public async Task the_label_must_fit_the_key(string algorithm, string expected)
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal(expected, await host.SendAsync(host.Signed(HttpMethod.Get, "/x", algorithm: algorithm)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_signed_post_is_from_its_signer_and_its_body_can_be_read_on(bool chunked)
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Post, "/inbox", PostCover, Body);
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Equal("ok remote.domain {\"type\":\"Create\"}", await host.SendAsync(request));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_body_changed_on_the_way_is_noticed_before_any_key_is_looked_for(bool chunked)
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Post, "/inbox", PostCover, Body);
        request.Content = new StringContent("{\"type\":\"Delete\"}");
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Equal("digest-mismatch", await host.SendAsync(request));
        Assert.Empty(host.KeyRequests);
    }

    [Fact]
    public async Task a_digest_that_is_not_signed_does_not_count()
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("coverage-insufficient", await host.SendAsync(host.Signed(HttpMethod.Post, "/inbox", "(request-target) host date", Body)));
    }

    [Fact]
    public async Task a_get_with_a_body_needs_a_digest_too()
    {
        await using var host = await SignedHost.StartAsync();

        Assert.Equal("coverage-insufficient", await host.SendAsync(host.Signed(HttpMethod.Get, "/x", body: Body)));
    }

    [Fact]
    public async Task a_digest_that_cannot_be_read_is_malformed()
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Post, "/inbox", PostCover, Body);
        request.Headers.Remove("Digest");
        request.Headers.TryAddWithoutValidation("Digest", "MD5=Sd/dVLAcvNLSq16eXua5uQ==");

        Assert.Equal("digest-malformed", await host.SendAsync(request));
    }

    [Theory]
    [InlineData("Date", "signed-header-invalid")]
    [InlineData("Digest", "signed-header-invalid")]
    [InlineData("Signature", "signature-malformed")]
    public async Task a_header_sent_twice_is_refused_where_only_one_can_be_meant(string name, string expected)
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Post, "/inbox", PostCover, Body);

        Assert.Equal(expected, await RawAsync(host, request, name));
    }

    [Fact]
    public async Task a_listed_header_that_is_absent_fails()
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, "/x", "(request-target) host date accept");
        request.Headers.Remove("Accept");

        Assert.Equal("signed-header-invalid", await host.SendAsync(request));
    }

    [Theory]
    [InlineData("www.example.com:443", "signature-invalid")] // allowed, and not what was signed
    [InlineData("www.example.com:8443", "signed-header-invalid")]
    [InlineData("other.example.com", "signed-header-invalid")]
    public async Task the_signed_host_must_be_ours(string sent, string expected)
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, "/x");
        request.Headers.Host = sent;

        Assert.Equal(expected, await host.SendAsync(request));
    }

    [Fact]
    public async Task a_signature_input_without_its_signature_is_malformed_whatever_stands_beside_it()
    {
        await using var host = await SignedHost.StartAsync();
        var request = host.Signed(HttpMethod.Get, "/x");
        request.Headers.TryAddWithoutValidation("Signature-Input", "sig1=(\"@method\");created=1");

        Assert.Equal("signature-malformed", await host.SendAsync(request));
    }

    [Theory]
    [InlineData(SignatureFault.KeyNotFound)]
    [InlineData(SignatureFault.KeyGone)]
    [InlineData(SignatureFault.KeyInvalid)]
    [InlineData(SignatureFault.KeyIdInvalid)]
    [InlineData(SignatureFault.KeyOwnerMismatch)]
    [InlineData(SignatureFault.KeyUnreachable)]
    public async Task what_is_wrong_with_the_key_is_what_is_reported(SignatureFault fault)
    {
        await using var host = await SignedHost.StartAsync(_ => new KeyLookup.Missing(fault));

        Assert.Equal(fault.Code(), await host.SendAsync(host.Signed(HttpMethod.Get, "/x")));
    }

    [Fact]
    public async Task a_replaced_key_is_asked_for_once_more()
    {
        using var other = SigningKey.FromPem(SignedHost.KeyId, SigningKey.NewPem());
        VerificationKey.TryFromPem(SignedHost.KeyId, "https://remote.domain/users/bob", other.PublicPem, out var old);
        await using var host = await SignedHost.StartAsync(request => request.Stale is null ? new KeyLookup.Found(old!) : SignedHost.Known(request));

        Assert.Equal("ok remote.domain", await host.SendAsync(host.Signed(HttpMethod.Get, "/x")));
        Assert.Equal([false, true], host.KeyRequests.Select(request => request.Stale is not null));
    }

    [Fact]
    public async Task a_body_over_the_limit_is_413_however_it_is_sent()
    {
        await using var host = await SignedHost.StartAsync(configure: options => options.MaxBody = 1000);
        foreach (var chunked in (bool[])[false, true])
        {
            var request = host.Signed(HttpMethod.Post, "/inbox", PostCover, new byte[1001]);
            request.Headers.TransferEncodingChunked = chunked;
            Assert.Equal("413", await host.SendAsync(request));
        }
    }

    [Fact]
    public async Task requests_it_does_not_apply_to_are_left_alone()
    {
        await using var host = await SignedHost.StartAsync(configure: options => options.AppliesTo = _ => false);

        Assert.Equal("not looked at", await host.SendAsync(host.Signed(HttpMethod.Get, "/x")));
    }

    private static async Task<string> RawAsync(SignedHost host, HttpRequestMessage request, string repeated)
    {
        var lines = request.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}").Append($"{repeated}: {request.Headers.NonValidated[repeated]}");
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        var text = $"POST /inbox HTTP/1.1\r\n{string.Join("\r\n", lines)}\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Encoding.UTF8.GetString(Body)}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return answer.Split("\r\n").First(line => SignatureCodes.Contains(line));
    }

    private static readonly HashSet<string> SignatureCodes = [.. Enum.GetValues<SignatureFault>().Select(fault => fault.Code())];
}
