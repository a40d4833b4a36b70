using System.Net;
using System.Text;
using FedFilter.Audit;
using FedFilter.Tests.World;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class RejectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/users/alice/inbox")]
    [InlineData("/inbox")]
    [InlineData("/inbox/")]
    [InlineData("/shared-inbox")]
    [InlineData("/somewhere/else")] // an ActivityPub body makes it a delivery anywhere
    public async Task an_unsigned_delivery_is_401_and_never_reaches_policy_or_origin(string path)
    {
        await using var world = await GatewayWorld.StartAsync(time: new FakeTimeProvider(TimeProvider.System.GetUtcNow())); // the count of the minute is not written

        var answer = await world.DeliverAsync(world.Friend.Activity("Create"), null, path);

        await IsAsync(answer, 401, "signature-missing");
        Assert.Empty(world.Origin.Arrived);
        Assert.Empty(await world.Audit.ListAsync(new AuditFilter(), Cancellation));
    }

    [Fact]
    public async Task an_unsigned_post_of_any_type_to_an_inbox_is_a_delivery_and_held_to_a_deliverys_types()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.SendAsync(HttpMethod.Post, "/inbox", null, new StringContent("{}", Encoding.UTF8, "text/plain"));

        await IsAsync(answer, 415, "body-type");
    }

    [Fact]
    public async Task a_signature_with_another_key_is_401_and_asks_the_keys_host_again_only_once()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var forged = TestKeys.Of("forged", world.Friend.Key.KeyId);
        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        for (var i = 0; i < 5; i++)
            await IsAsync(await world.FetchAsync(FakeOrigin.Post, forged), 401, "signature-invalid");

        Assert.Equal(2, world.Friend.Fetches);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
    }

    [Fact]
    public async Task a_replaced_key_is_found_and_the_old_one_no_longer_counts()
    {
        await using var world = await GatewayWorld.StartAsync();
        var old = world.Friend.Key;
        await world.FetchAsync(FakeOrigin.Post, old);

        world.Friend.RotateKey();

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
        await IsAsync(await world.FetchAsync(FakeOrigin.Post, old), 401, "signature-invalid");
    }

    [Fact]
    public async Task a_key_that_cannot_be_fetched_now_is_503_with_a_time_to_come_back()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var unreachable = TestKeys.Of("forged", "http://nobody.example/actor#main-key");

        var answer = await world.FetchAsync(FakeOrigin.Post, unreachable);

        await IsAsync(answer, 503, "key-unreachable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("https://127.0.0.1/actor#main-key")]
    [InlineData("https://[::1]/actor#main-key")]
    [InlineData("https://2130706433/actor#main-key")]
    [InlineData("https://localhost/actor#main-key")]
    [InlineData("http://elsewhere.example/actor#main-key")]
    [InlineData("https://social.example/users/alice#main-key")]
    [InlineData("https://user@friend.example/actor#main-key")]
    [InlineData("acct:bob@friend.example")]
    [InlineData("file:///etc/passwd")]
    public async Task a_key_id_that_is_not_to_be_fetched_is_401_and_not_fetched(string keyId)
    {
        await using var world = await GatewayWorld.StartAsync();
        using var key = TestKeys.Of("forged", keyId);

        await IsAsync(await world.FetchAsync(FakeOrigin.Post, key), 401, "key-id-invalid");
    }

    [Fact]
    public async Task an_unknown_host_is_421_before_anything_else()
    {
        await using var world = await GatewayWorld.StartAsync();

        await IsAsync(await world.FetchAsync(FakeOrigin.Post, world.Friend.Key, host: "elsewhere.example"), 421, "host-unknown");
        Assert.Equal(0, world.Friend.Fetches);
    }

    [Theory]
    [InlineData("not json", "body-malformed")]
    [InlineData("", "body-malformed")]
    [InlineData("[]", "body-malformed")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\"} trailing", "body-malformed")]
    [InlineData("\uFEFF{\"type\":\"Create\",\"actor\":\"ACTOR\"}", "body-malformed")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"\\ud800\"}", "body-malformed")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\",\"actor\":\"http://victim.example/\"}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\",\"\\u0061ctor\":\"http://victim.example/\"}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\",\"object\":{\"id\":\"a\",\"id\":\"b\"}}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\",\"type\":\"Delete\",\"actor\":\"ACTOR\"}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\",\"object\":{\"content\":\"a\",\"\\u0063ontent\":\"b\"}}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\",\"actor\":\"ACTOR\",\"to\":\"as:Public\",\"to\":[]}", "body-duplicate-key")]
    [InlineData("{\"type\":\"Create\"}", "actor-ambiguous")]
    [InlineData("{\"type\":\"Create\",\"actor\":7}", "actor-ambiguous")]
    [InlineData("{\"type\":\"Create\",\"actor\":[\"ACTOR\",\"http://victim.example/\"]}", "actor-ambiguous")]
    [InlineData("{\"actor\":\"ACTOR\"}", "type-missing")]
    public async Task a_body_that_cannot_be_read_in_one_way_is_400(string body, string code)
    {
        await using var world = await GatewayWorld.StartAsync();

        await IsAsync(await world.DeliverAsync(body.Replace("ACTOR", world.Friend.Actor, StringComparison.Ordinal), world.Friend.Key), 400, code);
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_body_deeper_than_64_levels_is_400_and_64_levels_are_not()
    {
        await using var world = await GatewayWorld.StartAsync();

        string Nested(int levels) => $$"""{"type":"Create","actor":"{{world.Friend.Actor}}","x":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";

        await IsAsync(await world.DeliverAsync(Nested(65), world.Friend.Key), 400, "body-too-deep");
        await IsAsync(await world.DeliverAsync(Nested(20_000), world.Friend.Key), 400, "body-too-deep");
        Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync(Nested(64), world.Friend.Key)).StatusCode);
    }

    [Fact]
    public async Task the_actor_may_be_embedded_or_alone_in_a_list()
    {
        await using var world = await GatewayWorld.StartAsync();

        foreach (var actor in (string[])[$"{{\"id\":\"{world.Friend.Actor}\"}}", $"[\"{world.Friend.Actor}\"]", $"[{{\"type\":\"Person\",\"id\":\"{world.Friend.Actor}\"}}]"])
            Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync($$"""{"type":["Create"],"actor":{{actor}}}""", world.Friend.Key)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_body_over_the_limit_is_413_whether_announced_or_chunked(bool chunked)
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  max-body: 64KiB");
        var large = $$"""{"type":"Create","actor":"{{world.Friend.Actor}}","content":"{{new string('x', 100_000)}}"}""";

        await IsAsync(await world.DeliverAsync(large, world.Friend.Key, headers: headers => headers.TransferEncodingChunked = chunked), 413, "body-too-large");
    }

    [Fact]
    public async Task a_compressed_delivery_is_415_and_never_inflated()
    {
        await using var world = await GatewayWorld.StartAsync();
        var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.Add("Content-Encoding", "gzip");
        content.Headers.Add("Content-Type", "application/activity+json");

        await IsAsync(await world.SendAsync(HttpMethod.Post, "/inbox", world.Friend.Key, content), 415, "body-encoded");
    }

    [Theory]
    [InlineData("/users/alice/%69nbox", 400)]
    [InlineData("/users/alice//inbox", 400)]
    [InlineData("/users/alice%2finbox", 400)]
    [InlineData("/users/alice/x/../inbox", 400)]
    [InlineData("/users/alice/%2e/inbox", 400)]
    [InlineData("/users\\alice/inbox", 400)]
    [InlineData("/%2ewell-known/webfinger", 400)]
    [InlineData("/fedfilter/../inbox", 400)]
    [InlineData("/media//picture%2f1", 200)]
    public async Task an_ambiguous_path_is_400_where_it_could_be_an_inbox_or_open_and_untouched_elsewhere(string path, int expected)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(_ => Task.CompletedTask));

        var answer = await world.SendRawAsync($"POST {path} HTTP/1.1\r\nHost: social.example\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.StartsWith($"HTTP/1.1 {expected}", answer);
        Assert.Equal(expected == 200 ? [path] : [], world.Origin.Arrived.Select(arrived => arrived.RawTarget));
    }

    [Theory]
    [InlineData("POST /inbox HTTP/1.1\r\nHost: social.example\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("GET http://social.example/about HTTP/1.1\r\nHost: social.example\r\n\r\n", "400")]
    [InlineData("get /about HTTP/1.1\r\nHost: social.example\r\n\r\n", "405")]
    [InlineData("TRACE /about HTTP/1.1\r\nHost: social.example\r\n\r\n", "405")]
    [InlineData("GET /about HTTP/1.1\r\nHost: social.example\r\nHost: evil.example\r\n\r\n", "400")]
    [InlineData("GET /about HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /about HTTP/1.1\r\nHost: social.example.\r\n\r\n", "421")]
    public async Task a_request_that_two_servers_could_read_differently_goes_no_further(string request, string status)
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", await world.SendRawAsync(request));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task an_origin_that_does_not_answer_is_502_with_a_time_to_come_back()
    {
        await using var world = await GatewayWorld.StartAsync(origins: "    - { host: social.example, scheme: http, upstream: [http://127.0.0.1:1] }");

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        await IsAsync(answer, 502, "origin-unreachable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task IsAsync(HttpResponseMessage answer, int status, string code)
    {
        Assert.Equal((status, code), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }
}
