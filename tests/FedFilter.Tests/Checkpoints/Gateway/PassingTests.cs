using System.Net;
using System.Text;
using FedFilter.Tests.Conformance;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class PassingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_delivery_that_waits_for_100_is_told_to_go_on()
    {
        await using var world = await GatewayWorld.StartAsync();
        var message = Http2Tests.Signed(world.Friend, "cavage", "POST", "/users/alice/inbox", world.Friend.Activity("Follow"));
        message.Set("Expect", "100-continue");
        await using var stream = await world.ConnectAsync(Cancellation);
        await stream.WriteAsync(message.Octets(chunked: false, send: 0), Cancellation);

        var goOn = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await stream.ReadExactlyAsync(goOn, Cancellation);
        await stream.WriteAsync(message.Body, Cancellation);
        var answer = await WireAnswer.ReadAsync(stream, hasBody: true, Cancellation);

        Assert.Equal(("HTTP/1.1 100 Continue\r\n\r\n", 202), (Encoding.ASCII.GetString(goOn), answer.Status));
        Assert.Equal(message.Body, Assert.Single(world.Origin.Arrived).Body);
    }

    [Fact]
    public async Task a_committed_peer_fetches_a_post()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("a post", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task what_answers_a_signed_fetch_is_never_publicly_cacheable()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Equal("Accept, Authorization, Signature, Signature-Input", string.Join(", ", answer.Headers.Vary));
        Assert.True(answer.Headers.CacheControl!.Private);
        Assert.False(answer.Headers.CacheControl.Public);
    }

    [Theory]
    [InlineData("/users/alice/statuses/1?page=true&x=%20a")]
    [InlineData("/users/caf%c3%a9/statuses/a%20b")]
    [InlineData("/users/%40alice?x=%7E&y=../z")]
    public async Task the_target_reaches_the_origin_octet_for_octet(string target)
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(target, world.Friend.Key);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(target, world.Origin.Arrived.Single().RawTarget);
    }

    [Fact]
    public async Task a_delivery_reaches_the_origin_with_body_digest_and_signature_unchanged()
    {
        await using var world = await GatewayWorld.StartAsync();
        var json = world.Friend.Activity("Create");

        var answer = await world.DeliverAsync(json, world.Friend.Key);

        var arrived = world.Origin.Arrived.Single();
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(json, Encoding.UTF8.GetString(arrived.Body));
        Assert.Equal($"{arrived.Body.Length}", arrived.Header("Content-Length"));
        Assert.StartsWith("SHA-256=", arrived.Header("Digest"));
        Assert.Contains(world.Friend.Key.KeyId, arrived.Header("Signature"));
        Assert.Equal("social.example", arrived.Header("Host"));
    }

    [Fact]
    public async Task a_chunked_delivery_arrives_whole_and_with_its_length()
    {
        await using var world = await GatewayWorld.StartAsync();
        var json = world.Friend.Activity("Create");

        var answer = await world.DeliverAsync(json, world.Friend.Key, headers: headers => headers.TransferEncodingChunked = true);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(json, Encoding.UTF8.GetString(world.Origin.Arrived.Single().Body));
        Assert.Equal($"{json.Length}", world.Origin.Arrived.Single().Header("Content-Length"));
    }

    [Fact]
    public async Task the_origin_is_told_who_was_let_in_and_nobody_else_can_say_so()
    {
        await using var world = await GatewayWorld.StartAsync();

        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key, headers =>
        {
            headers.Add("FedFilter-Peer", "victim.example");
            headers.Add("FedFilter-Decision", "forged");
        });

        var arrived = world.Origin.Arrived.Single();
        Assert.Equal("friend.example", arrived.Header("FedFilter-Peer"));
        Assert.Matches("^[0-9a-z]{26}$", arrived.Header("FedFilter-Decision"));
    }

    [Fact]
    public async Task the_origin_gets_the_believed_chain_and_no_other_forwarding_headers()
    {
        await using var world = await GatewayWorld.StartAsync();

        await world.FetchAsync("/about", signedBy: null, headers =>
        {
            headers.Add("X-Forwarded-For", "203.0.113.66, 198.51.100.7");
            headers.Add("X-Forwarded-Host", "evil.example");
            headers.Add("X-Forwarded-Proto", "gopher");
            headers.Add("X-Forwarded-Server", "evil");
            headers.Add("Forwarded", "for=1.2.3.4");
            headers.Add("X-Original-URL", "/admin");
            headers.Add("X-Rewrite-URL", "/admin");
        });

        var arrived = world.Origin.Arrived.Single();
        Assert.Equal("198.51.100.7, 127.0.0.1", arrived.Header("X-Forwarded-For"));
        Assert.Equal("social.example", arrived.Header("X-Forwarded-Host"));
        Assert.Equal("http", arrived.Header("X-Forwarded-Proto"));
        Assert.DoesNotContain(arrived.Headers.Keys, name => name is "X-Forwarded-Server" or "Forwarded" or "X-Original-URL" or "X-Rewrite-URL");
    }

    [Fact]
    public async Task an_origin_that_redirects_http_to_https_sees_https()
    {
        var strict = await FakeOrigin.StartAsync(context =>
        {
            if (context.Request.Headers["X-Forwarded-Proto"] != "https")
                context.Response.Redirect("https://social.example" + context.Request.Path);
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(origin: strict, origins: "    - { host: social.example, upstream: [http://127.0.0.1:ORIGIN] }");

        var answer = await world.FetchAsync("/about", signedBy: null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task origins_are_told_apart_by_host_and_paths_may_have_upstreams_of_their_own()
    {
        await using var second = await FakeOrigin.StartAsync();
        await using var streaming = await FakeOrigin.StartAsync();
        await using var world = await GatewayWorld.StartAsync(origins: $$"""
                - host: social.example
                  scheme: http
                  aliases: [example.net]
                  upstream: [http://127.0.0.1:ORIGIN]
                  paths: { /api/v1/streaming: [http://127.0.0.1:{{streaming.Port}}] }
                - { host: other.example, scheme: http, upstream: [http://127.0.0.1:{{second.Port}}] }
            """);

        await world.FetchAsync("/about", null);
        await world.FetchAsync("/about", null, host: "example.net");
        await world.FetchAsync("/api/v1/streaming/public", null, headers => headers.Add("Accept", "text/html"));
        await world.FetchAsync("/about", null, host: "other.example");

        Assert.Equal(["social.example", "example.net"], world.Origin.Arrived.Select(arrived => arrived.Header("Host")));
        Assert.Equal("/api/v1/streaming/public", streaming.Arrived.Single().RawTarget);
        Assert.Equal("other.example", second.Arrived.Single().Header("Host"));
    }

    [Fact]
    public async Task several_upstreams_share_the_load_and_one_that_is_down_is_left_out_after_a_while()
    {
        await using var second = await FakeOrigin.StartAsync();
        await using var world = await GatewayWorld.StartAsync(
            origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN, http://127.0.0.1:{second.Port}] }}");

        for (var i = 0; i < 40; i++)
            Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/about", null)).StatusCode);

        Assert.NotEmpty(world.Origin.Arrived);
        Assert.NotEmpty(second.Arrived);
    }

    [Fact]
    public async Task a_signed_host_with_the_default_port_written_out_is_the_same_host()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key, headers => headers.Host = "social.example:80");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task one_key_fetch_serves_many_requests()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.FetchAsync($"{FakeOrigin.Post}?{i}", world.Friend.Key)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, world.Friend.Fetches);
    }
}
