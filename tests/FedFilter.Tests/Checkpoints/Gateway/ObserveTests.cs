using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary><c>mode: observe</c> changes nothing that worked before, and counts what enforcing would change.</summary>
public sealed class ObserveTests
{
    private const string Observing = """
        mode: observe
        rules:
          - { name: nobody, then: refuse, because: closed }
        """;

    private const string Agent = "http.rb/5.2 (Mastodon/4.3.1; +https://reader.example/)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_unsigned_fetch_passes_and_is_counted_by_host_path_pattern_and_user_agent()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);

        using var answer = await world.FetchAsync(FakeOrigin.Post, null, By(Agent));

        Assert.Equal((HttpStatusCode.OK, "public, max-age=180"), (answer.StatusCode, $"{answer.Headers.CacheControl}"));
        Assert.Contains("a post", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var (entry, details) = Assert.Single(await CountedAsync(world));
        Assert.Equal(("signature-missing", "reader.example", false, 1L), (entry.Code, entry.ClaimedHost, entry.Enforced, entry.Count));
        Assert.Equal(("/users/*/statuses/*", Agent), (details.Target, details.UserAgent));
    }

    [Theory]
    [InlineData(FakeOrigin.Actor)] // identity, which enforcing does not refuse either
    [InlineData("/about")]
    [InlineData("/.well-known/nodeinfo")]
    public async Task what_enforcing_would_pass_is_not_counted(string path)
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);

        using var unsigned = await world.FetchAsync(path, null);
        using var signed = path == "/about" ? null : await world.FetchAsync(path, world.Stranger.Key);

        Assert.Equal(HttpStatusCode.OK, unsigned.StatusCode);
        Assert.Empty(await CountedAsync(world));
        Assert.Empty(await world.Audit.ListAsync(new AuditFilter(), Cancellation));
    }

    [Fact]
    public async Task an_actor_is_passed_whole()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);

        foreach (var key in (IEnumerable<SigningKey?>)[null, world.Stranger.Key])
        {
            using var answer = await world.FetchAsync(FakeOrigin.Actor, key);
            Assert.Contains("private", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task a_delivery_passes_unsigned_and_with_a_key_that_cannot_be_verified_and_the_origin_is_told_why()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);

        using var unsigned = await world.DeliverAsync(world.Friend.Activity("Like"), null);
        using var unknown = await world.DeliverAsync(world.Friend.Activity("Like"), TestKeys.Of("nobody", "http://friend.example/users/nobody#main-key"));
        using var unreachable = await world.DeliverAsync(world.Friend.Activity("Like"), TestKeys.Of("nobody", "http://nobody.example/users/bob#main-key"));
        using var forged = await world.DeliverAsync(world.Friend.Activity("Like"), TestKeys.Of("nobody", world.Friend.Key.KeyId));

        Assert.All([unsigned, unknown, unreachable, forged], answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Equal(["signature-missing", "key-not-found", "key-unreachable", "signature-invalid"], world.Origin.Arrived.Select(arrived => arrived.Header("FedFilter-Unverified")));
        Assert.All(world.Origin.Arrived, arrived => Assert.Null(arrived.Header("FedFilter-Peer")));
        Assert.Equal(
            [("key-not-found", "friend.example"), ("key-unreachable", "nobody.example"), ("signature-invalid", "friend.example"), ("signature-missing", null)],
            (await CountedAsync(world)).Select(counted => (counted.Entry.Code, counted.Entry.ClaimedHost)).Order());
    }

    [Theory]
    [InlineData(2, true, HttpStatusCode.Accepted)]
    [InlineData(2, false, HttpStatusCode.Accepted)]
    [InlineData(9, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(9, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task deliveries_of_up_to_eight_mebibytes_pass(int mebibytes, bool signed, HttpStatusCode status)
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);
        var activity = world.Friend.Activity("Like").TrimEnd('}') + $",\"content\":\"{new string('a', mebibytes * 1024 * 1024)}\"}}";

        using var answer = await world.DeliverAsync(activity, signed ? world.Friend.Key : null);

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Accepted)
            Assert.Equal(activity.Length, Assert.Single(world.Origin.Arrived).Body.Length);
        Assert.Contains("body-too-large", (await CountedAsync(world, enforced: status != HttpStatusCode.Accepted)).Select(counted => counted.Entry.Code));
        Assert.DoesNotContain("body-too-large", (await CountedAsync(world, enforced: status == HttpStatusCode.Accepted)).Select(counted => counted.Entry.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_delivery_without_a_length_ends_at_eight_mebibytes_too(bool signed)
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);
        var activity = world.Friend.Activity("Like").TrimEnd('}') + $",\"content\":\"{new string('a', 9 * 1024 * 1024)}\"}}";

        using var answer = await world.SendAsync(
            HttpMethod.Post, "/users/alice/inbox", signed ? world.Friend.Key : null, new StringContent(activity, Encoding.UTF8, "application/activity+json"), headers => headers.TransferEncodingChunked = true);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData("  ai-crawlers: refuse\n", "ai-crawler-refused")]
    [InlineData("  other-traffic: refuse\n", "other-traffic-refused")]
    public async Task what_would_be_stopped_of_other_traffic_passes(string setting, string code)
    {
        await using var world = await GatewayWorld.StartAsync(setting, Observing);

        using var answer = await world.FetchAsync("/about", null, By("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (entry, details) = Assert.Single(await CountedAsync(world));
        Assert.Equal((code, "openai.com", "/about"), (entry.Code, entry.ClaimedHost, details.Target));
    }

    [Fact]
    public async Task the_origin_receives_what_the_client_sent_and_its_answer_leaves_unchanged()
    {
        var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.ContentType = "application/activity+json";
            context.Response.Headers.ETag = "\"1\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch.Count > 0 ? 304 : context.Request.Headers.Range.Count > 0 ? 206 : 200;
            return context.Response.StatusCode == 304 || HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync("{\"type\":\"Note\"}");
        });
        await using var world = await GatewayWorld.StartAsync(policy: Observing, origin: origin);

        using var head = await world.SendAsync(HttpMethod.Head, FakeOrigin.Post, null, headers: AskingFor);
        using var unchanged = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.IfNoneMatch.ParseAdd("\"1\""));
        using var compressed = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.AcceptEncoding.ParseAdd("br"));
        using var parts = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.Range = RangeHeaderValue.Parse("bytes=0-1,4-5"));

        Assert.Equal([200, 304, 200, 206], ((IEnumerable<HttpResponseMessage>)[head, unchanged, compressed, parts]).Select(answer => (int)answer.StatusCode));
        Assert.Equal(["HEAD", "GET", "GET", "GET"], world.Origin.Arrived.Select(arrived => arrived.Method));
        Assert.Equal("br", world.Origin.Arrived[2].Header("Accept-Encoding"));
        Assert.Equal("bytes=0-1, 4-5", world.Origin.Arrived[3].Header("Range"));
        Assert.Equal(4, Assert.Single(await CountedAsync(world)).Entry.Count);
    }

    [Fact]
    public async Task a_repeated_delivery_is_left_to_the_origin()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);
        var activity = world.Friend.Activity("Like");
        var at = DateTimeOffset.UtcNow;

        for (var i = 0; i < 2; i++)
            using (var answer = await world.DeliverAsync(activity, world.Friend.Key, headers: headers => headers.Date = at))
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);

        Assert.Equal(2, world.Origin.Arrived.Count);
    }

    [Fact]
    public async Task a_delete_by_an_actor_that_is_gone_gets_the_answer_of_the_origin()
    {
        var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 401 : 404;
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(policy: Observing, origin: origin);
        world.Stranger.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };

        using var answer = await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("key-gone", Assert.Single(world.Origin.Arrived).Header("FedFilter-Unverified"));
        Assert.Empty(await CountedAsync(world));
    }

    [Theory]
    [InlineData("GET /users/alice/../bob HTTP/1.1", "", 400)]
    [InlineData("POST /users/alice/inbox?a=b HTTP/1.1", "", 400)]
    [InlineData("POST /users/alice/inbox HTTP/1.1", "Signature: keyId=a\r\n", 401)]
    [InlineData("POST /users/alice/inbox HTTP/1.1", "Content-Encoding: gzip\r\n", 415)]
    [InlineData("TRACE / HTTP/1.1", "", 405)]
    public async Task what_is_ambiguous_or_cannot_be_parsed_is_turned_away_in_both_modes(string line, string header, int status)
    {
        foreach (var policy in (IEnumerable<string?>)[Observing, null])
        {
            await using var world = await GatewayWorld.StartAsync(policy: policy);
            var head = await world.SendRawAsync(
                $"{line}\r\nHost: social.example\r\nAccept: application/activity+json\r\n{header}{(line.StartsWith('P') ? "Content-Type: application/activity+json\r\nContent-Length: 0\r\n" : "")}Connection: close\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
            Assert.Empty(world.Origin.Arrived);
        }
    }

    [Fact]
    public async Task a_verified_activity_that_cannot_be_read_in_one_way_is_turned_away()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);

        using var twice = await world.DeliverAsync("""{"type":"Like","type":"Announce","actor":"http://friend.example/users/bob","object":"http://social.example/1"}""", world.Friend.Key);

        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
    }

    [Fact]
    public async Task enforcing_afterwards_needs_no_restart()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Observing);
        using (var before = await world.FetchAsync(FakeOrigin.Post, null))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policies", "rules.yaml"), Observing.Replace("observe", "enforce", StringComparison.Ordinal), Cancellation);
        var (set, _) = PolicyFolder.Load(Path.Combine(world.Folder, "policies"));
        world.Gateway.Services.GetRequiredService<PolicyStore>().Take(set!);

        using var after = await world.FetchAsync(FakeOrigin.Post, null);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    private static Action<HttpRequestHeaders> By(string agent) => headers => headers.TryAddWithoutValidation("User-Agent", agent);

    private static void AskingFor(HttpRequestHeaders headers) => headers.Accept.ParseAdd("application/activity+json");

    private static async Task<IReadOnlyList<(AuditEntry Entry, AuditDetails Details)>> CountedAsync(GatewayWorld world, bool enforced = false)
    {
        await world.Gateway.Services.GetRequiredService<RejectionRollup>().FlushAsync();
        var records = await world.Audit.ListAsync(new AuditFilter { Kind = "rejection" }, Cancellation);
        return [.. records.Where(record => record.Entry.Enforced == enforced).Select(record => (record.Entry, record.Details!))];
    }
}
