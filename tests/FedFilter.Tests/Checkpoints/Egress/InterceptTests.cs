using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Egress;

/// <summary>Intercept mode: TLS ends here, so that what the origin sends can be decided about.</summary>
public sealed class InterceptTests
{
    private const string Create = """{"id":"https://social.example/a/1","type":"Create","actor":"https://social.example/users/alice","object":{"type":"Note","content":"hello"}}""";
    private const string Delete = """{"id":"https://social.example/a/2","type":"Delete","actor":"https://social.example/users/alice","object":"https://social.example/notes/1"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_delivery_to_a_committed_server_arrives_as_it_was_sent()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Delivery("https://friend.example/users/bob/inbox?a=%2f..//%41", Create), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var (host, arrived) = Assert.Single(world.Arrived);
        Assert.Equal((EgressWorld.Friend, "POST", "/users/bob/inbox?a=%2f..//%41"), (host, arrived.Method, arrived.RawTarget));
        Assert.Equal(Create, Encoding.UTF8.GetString(arrived.Body));
        Assert.Equal(("friend.example", "keyId=\"x\"", "application/activity+json"), (arrived.Header("Host"), arrived.Header("Signature"), arrived.Header("Content-Type")));
        Assert.Equal(["Content-Length", "Content-Type", "Host", "Signature"], arrived.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task a_delivery_to_a_stranger_is_refused_for_good_and_on_record()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Delivery("https://stranger.example/inbox", Create), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(answer.Headers.RetryAfter);
        var (entry, details) = (await world.AuditAsync()).Single() is var record ? (record.Entry, record.Details!) : default;
        Assert.Equal(("not-committed", entry.Id), (await GatewayWorld.ProblemAsync(answer, "code"), await GatewayWorld.ProblemAsync(answer, "decision")));
        Assert.Equal(
            (AuditKind.Refusal, "egress", "outbound", "delivery", EgressWorld.Stranger, "everyone else"),
            (entry.Kind, entry.Checkpoint, entry.Direction, entry.Request, entry.Peer, entry.Rule));
        Assert.Equal(("social.example", "https://social.example/users/alice", "/inbox"), (details.Origin, details.Actor, details.Target));
        Assert.Equal(["Create"], details.ActivityTypes!);
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task a_deletion_and_a_fetch_go_through_to_a_stranger_though_a_delivery_does_not()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true\n  plain: strict", tls: true);
        using var origin = world.Origin();

        using var deletion = await origin.SendAsync(Delivery("https://stranger.example/inbox", Delete), Cancellation);
        using var fetch = await origin.SendAsync(Fetch("https://stranger.example/users/bob"), Cancellation);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (deletion.StatusCode, fetch.StatusCode));
        Assert.Contains("a post", await fetch.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task from_a_host_that_a_rule_refuses_nothing_is_fetched_but_a_deletion_still_reaches_it()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();

        using var fetch = await origin.SendAsync(Fetch("https://blocked.example/users/bob"), Cancellation);
        using var deletion = await origin.SendAsync(Delivery("https://blocked.example/inbox", Delete), Cancellation);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Accepted), (fetch.StatusCode, deletion.StatusCode));
        var entry = Assert.Single(await world.AuditAsync()).Entry;
        Assert.Equal(("blocked", "fetch"), (entry.Code, entry.Request));
    }

    [Fact]
    public async Task what_is_held_may_be_tried_again()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", "mode: enforce\nrules: [ { name: later, then: hold } ]", tls: true);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Delivery("https://friend.example/inbox", Create), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Headers.RetryAfter?.Delta);
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task a_rule_on_what_a_post_says_holds_for_what_leaves()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", "mode: enforce\nrules: [ { name: words, when: { direction: outbound, keywords: hello }, then: refuse }, { name: rest, then: allow } ]", tls: true);
        using var origin = world.Origin();

        using var refused = await origin.SendAsync(Delivery("https://friend.example/inbox", Create), Cancellation);
        using var passed = await origin.SendAsync(Delivery("https://friend.example/inbox", Create.Replace("hello", "bye", StringComparison.Ordinal)), Cancellation);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Accepted), (refused.StatusCode, passed.StatusCode));
    }

    [Theory]
    [InlineData("{", 400, "body-malformed")]
    [InlineData("""{"type":"Create","actor":"https://social.example/users/alice","actor":"x"}""", 400, "body-duplicate-key")]
    public async Task a_delivery_that_cannot_be_read_does_not_leave(string body, int status, string code)
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Delivery("https://friend.example/inbox", body), Cancellation);

        Assert.Equal((status, code), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task a_delivery_may_be_as_large_as_at_the_gateway_with_or_without_a_length()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();
        var large = Create.Replace("hello", new string('x', 1024 * 1024), StringComparison.Ordinal);

        using var withLength = await origin.SendAsync(Delivery("https://friend.example/inbox", large), Cancellation);
        var chunked = Delivery("https://friend.example/inbox", large);
        chunked.Headers.TransferEncodingChunked = true;
        using var without = await origin.SendAsync(chunked, Cancellation);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (withLength.StatusCode, without.StatusCode));
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task what_is_never_decided_about_is_not_looked_into()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true\n  always: [stranger.example]", tls: true);
        using var origin = world.Origin(TestTls.IsTrusted); // not our own authority's

        using var answer = await origin.SendAsync(Delivery("https://stranger.example/inbox", Create), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task a_certificate_that_nobody_trusts_is_not_taken_for_the_hosts_own()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true, trust: false);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Fetch("https://friend.example/users/bob"), Cancellation);

        Assert.Equal((HttpStatusCode.BadGateway, "egress-certificate"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Empty(world.Arrived);
    }

    [Theory]
    [InlineData("dead.example", 502, "egress-unreachable")]
    [InlineData("private.example", 403, "egress-address")]
    public async Task where_no_connection_comes_about_the_origin_is_told(string host, int status, string code)
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        using var origin = world.Origin();

        using var answer = await origin.SendAsync(Fetch($"https://{host}/"), Cancellation);

        Assert.Equal((status, code), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }

    [Fact]
    public async Task tls_for_another_host_than_the_tunnels_does_not_begin()
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        var (connection, _) = await world.ConnectAsync("friend.example:443");
        await using var tls = new SslStream(connection);

        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "blocked.example", RemoteCertificateValidationCallback = world.TrustsUs }, Cancellation));

        await world.AreAllGoneAsync();
        Assert.Equal("egress-sni", Assert.Single(await world.AuditAsync()).Entry.Code);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: blocked.example\r\nConnection: close\r\n\r\n", 421, "egress-host")]
    [InlineData("GET / HTTP/1.1\r\nHost: friend.example:8443\r\nConnection: close\r\n\r\n", 421, "egress-host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a.friend.example\r\nConnection: close\r\n\r\n", 421, "egress-host")]
    [InlineData("GET / HTTP/1.1\r\nHost: friend.example:80\r\nConnection: close\r\n\r\n", 421, "egress-host")]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 421, "egress-host")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", 421, "egress-host")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: friend.example\r\nConnection: close\r\n\r\n", 400, "egress-target")]
    [InlineData("GET https://friend.example/ HTTP/1.1\r\nHost: friend.example\r\nConnection: close\r\n\r\n", 400, "egress-target")]
    [InlineData("POST / HTTP/1.1\r\nHost: friend.example\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", 400, "framing-ambiguous")]
    [InlineData("POST / HTTP/1.1\r\nHost: friend.example\r\nContent-Type: application/activity+json\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 415, "body-encoded")]
    public async Task a_request_in_a_tunnel_goes_where_the_tunnel_goes_and_can_be_read_in_one_way(string request, int status, string code)
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        var (connection, _) = await world.ConnectAsync("friend.example:443");
        await using var tls = new SslStream(connection);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "friend.example", RemoteCertificateValidationCallback = world.TrustsUs }, Cancellation);

        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var answer = await EgressWorld.ReadToEndAsync(tls);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        Assert.Empty(world.Arrived);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: friend.example\r\nHost: blocked.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: friend.example\r\nHost: friend.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: blocked.example@friend.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://blocked.example/ HTTP/1.1\r\nHost: blocked.example\r\nConnection: close\r\n\r\n")]
    [InlineData("CONNECT blocked.example:443 HTTP/1.1\r\nHost: friend.example\r\nConnection: close\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task what_names_its_host_in_two_ways_or_in_none_goes_nowhere(string request)
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        var (connection, _) = await world.ConnectAsync("friend.example:443");
        await using var tls = new SslStream(connection);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "friend.example", RemoteCertificateValidationCallback = world.TrustsUs }, Cancellation);

        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);

        Assert.Matches(@"^(HTTP/1\.1 [45]\d\d |$)", await EgressWorld.ReadToEndAsync(tls));
        Assert.Empty(world.Arrived);
    }

    [Theory]
    [InlineData("friend.example", "200")]
    [InlineData("blocked.example", "421")]
    public async Task tls_without_a_name_is_intercepted_too_and_the_host_inside_still_counts(string host, string status)
    {
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        var (connection, _) = await world.ConnectAsync("friend.example:443");
        await using var tls = new SslStream(connection, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null); // no name, so none to check
        await tls.AuthenticateAsClientAsync("");

        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), Cancellation);

        Assert.StartsWith($"HTTP/1.1 {status} ", await EgressWorld.ReadToEndAsync(tls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task without_an_authority_it_does_not_start_and_says_how_to_make_one()
    {
        var e = await Assert.ThrowsAsync<FedFilterStartException>(() => EgressWorld.StartAsync("  intercept: true", authority: false));

        Assert.Contains("`fedfilter keys generate --ca`", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task plain_requests_that_name_their_target_are_decided_about_in_either_mode()
    {
        await using var world = await EgressWorld.StartAsync("  ports: [443, 80]");
        using var origin = world.Origin();

        using var friend = await origin.SendAsync(Delivery("http://friend.example/inbox", Create), Cancellation);
        using var stranger = await origin.SendAsync(Delivery("http://stranger.example/inbox", Create), Cancellation);
        using var fetch = await origin.SendAsync(Fetch("http://stranger.example/users/bob?q"), Cancellation);
        using var blocked = await origin.SendAsync(Fetch("http://blocked.example/"), Cancellation);

        Assert.Equal([202, 403, 200, 403], new[] { friend, stranger, fetch, blocked }.Select(answer => (int)answer.StatusCode));
        Assert.Equal([(EgressWorld.Friend, "/inbox"), (EgressWorld.Stranger, "/users/bob?q")], world.Arrived.Select(arrived => (arrived.Host, arrived.Request.RawTarget)));
    }

    private static HttpRequestMessage Fetch(string url) => new(HttpMethod.Get, url) { Headers = { { "Accept", "application/activity+json" }, { "Signature", "keyId=\"x\"" } } };

    private static HttpRequestMessage Delivery(string url, string activity)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = new StringContent(activity) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/activity+json");
        request.Headers.TryAddWithoutValidation("Signature", "keyId=\"x\"");
        return request;
    }
}
