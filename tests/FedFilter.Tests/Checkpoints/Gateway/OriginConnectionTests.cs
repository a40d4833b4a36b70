using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FedFilter.Checkpoints;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>Origins close connections when they like: no request is lost for it, and none is delivered twice.</summary>
public sealed class OriginConnectionTests
{
    private const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    private const string AcceptedAndOpen = "HTTP/1.1 202 Accepted\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n";

    /// <summary>FEDFILTER_REQUESTS=10000 for the whole of it.</summary>
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("FEDFILTER_REQUESTS") ?? "1000", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_origin_that_closes_after_each_answer_without_notice_loses_no_request()
    {
        await using var origin = new RawOrigin(_ => (Accepted, RawOrigin.Ending.Closes));
        await using var world = await GatewayWorld.StartAsync(origins: origin.Setting());
        var statuses = new int[Requests];

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (i, _) =>
        {
            using var answer = await (i % 4 == 3 ? world.SendAsync(HttpMethod.Get, $"/api/v1/{i}", null, headers: Nothing) : SendAsync(world, HttpMethod.Post, $"/api/v1/{i}", "{}"));
            statuses[i] = (int)answer.StatusCode;
        });

        Assert.Empty(statuses.Index().Where(sent => sent.Item != 202).Select(sent => (sent.Index % 4 == 3 ? "GET" : "POST", sent.Item)));
        var posts = origin.Arrived.Where(line => line.StartsWith("POST", StringComparison.Ordinal)).ToList();
        Assert.Equal(posts.Count, posts.Distinct().Count());
    }

    [Theory]
    [InlineData("POST", "{}", false, false)]
    [InlineData("POST", "{}", true, false)]
    [InlineData("POST", "{}", false, true)]
    [InlineData("POST", "{}", true, true)]
    [InlineData("PUT", "{}", true, true)]
    [InlineData("POST", null, true, false)]
    [InlineData("POST", null, true, true)]
    [InlineData("DELETE", null, false, true)]
    [InlineData("DELETE", null, true, true)]
    public async Task a_request_that_was_read_and_never_answered_is_not_sent_again(string method, string? body, bool overUsedConnection, bool closes)
    {
        await using var origin = new RawOrigin(n => n == 1 && overUsedConnection ? (AcceptedAndOpen, RawOrigin.Ending.StaysOpen) : (null, closes ? RawOrigin.Ending.Closes : RawOrigin.Ending.Resets));
        await using var world = await GatewayWorld.StartAsync(origins: origin.Setting());
        if (overUsedConnection)
            (await world.SendAsync(HttpMethod.Get, "/api/v1/first", null, headers: Nothing)).Dispose();

        using var answer = await SendAsync(world, new HttpMethod(method), "/api/v1/statuses/1", body);

        Assert.Equal((HttpStatusCode.BadGateway, "origin-unreachable"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Single(origin.Arrived, line => line.StartsWith(method + " ", StringComparison.Ordinal));
        if (overUsedConnection)
            Assert.Equal(1, origin.Connections);
    }

    [Fact]
    public async Task a_delivery_that_was_read_and_never_answered_is_not_sent_again()
    {
        await using var origin = new RawOrigin(_ => (null, RawOrigin.Ending.Resets));
        await using var world = await GatewayWorld.StartAsync(origins: origin.Setting());

        using var answer = await world.DeliverAsync(world.Friend.Activity("Create"), world.Friend.Key);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(origin.Arrived);
    }

    [Theory]
    [InlineData(Accepted, "", 5)]
    [InlineData(AcceptedAndOpen, "", 1)]
    [InlineData("HTTP/1.1 202 Accepted\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n", "", 1)]
    [InlineData("HTTP/1.1 202 Accepted\r\nKeep-Alive: timeout=5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "", 6)]
    [InlineData(Accepted, "      reuse-connections: true\n", 1)]
    public async Task requests_with_a_body_share_a_connection_only_where_the_origin_or_the_admin_says_so(string answer, string setting, int connections)
    {
        await using var origin = new RawOrigin(_ => (answer, RawOrigin.Ending.StaysOpen));
        await using var world = await GatewayWorld.StartAsync(origins: origin.Setting(setting));
        (await world.SendAsync(HttpMethod.Get, "/api/v1/first", null, headers: Nothing)).Dispose(); // leaves a connection in the pool

        for (var i = 0; i < 5; i++)
            (await SendAsync(world, HttpMethod.Post, "/api/v1/statuses", "{}")).Dispose();

        Assert.Equal(6, origin.Arrived.Count);
        Assert.InRange(origin.Connections, connections, connections == 1 ? 3 : 6); // a pause of two seconds ends a pooled one
    }

    [Theory]
    [InlineData(1919L, 400, 503, "body-incomplete")]
    [InlineData(null, 400, 400, "body-unreadable")] // chunks that cannot be parsed
    [InlineData(1919L, 413, 413, "body-too-large")]
    [InlineData(1919L, 408, 408, "body-too-slow")]
    public async Task a_body_that_ends_early_is_answered_so_that_the_sender_tries_again(long? length, int found, int status, string code)
    {
        var context = new DefaultHttpContext { Request = { ContentLength = length } };
        Rejection? answered = null;

        await Edge.RunAsync(context, _ => throw new BadHttpRequestException("by Kestrel", found), (_, rejection) => Task.FromResult(answered = rejection), e => Assert.Fail(e.Message));

        Assert.Equal((status, code), (answered!.Status, answered.Code));
        Assert.Equal(status == 503, answered.RetryAfter is not null);
    }

    [Fact]
    public async Task a_sender_that_hangs_up_within_a_body_gets_no_final_answer()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var stream = (NetworkStream)await world.ConnectAsync(Cancellation);
        var now = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /users/alice/inbox HTTP/1.1\r\nHost: social.example\r\nDate: {now}\r\nContent-Type: application/activity+json\r\nContent-Length: 1919\r\n"
            + $"Digest: SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\nSignature: keyId=\"{world.Friend.Key.KeyId}\",headers=\"(request-target) host date digest\",signature=\"AAAA\"\r\n\r\n"), Cancellation);
        stream.Socket.Shutdown(SocketShutdown.Send);

        var answer = await AnswerAsync(stream);

        Assert.True(answer is "" || answer.StartsWith("HTTP/1.1 503 ", StringComparison.Ordinal), answer);
        Assert.Empty(world.Origin.Arrived);
    }

    /// <summary>Kestrel closes or resets the connection, which senders take for a lost one.</summary>
    private static async Task<string> AnswerAsync(Stream stream)
    {
        try
        {
            return await EgressWorld.ReadToEndAsync(stream);
        }
        catch (IOException)
        {
            return "";
        }
    }

    [Fact]
    public async Task our_own_requests_to_the_origin_say_who_asks()
    {
        var agents = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var origin = await FakeServer.StartAsync(context =>
        {
            agents.Add(context.Request.Headers.UserAgent.ToString());
            context.Response.StatusCode = context.Request.Headers.UserAgent.Count == 0 ? StatusCodes.Status418ImATeapot : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(origins: $"    - host: social.example\n      scheme: http\n      upstream: [http://127.0.0.1:{origin.Port}]");

        await Eventually.HoldsAsync(() => Task.FromResult(agents.Count >= 2)); // NodeInfo and WebFinger

        Assert.All(agents, agent => Assert.Matches(@"^FedFilter/[0-9][^ ]* \(\+http://social\.example/fedfilter/terms\)$", agent));
    }

    [Theory]
    [InlineData(418)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task doctor_does_not_call_an_origin_good_that_refuses_its_request(int status)
    {
        await using var origin = await FakeServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var folder = await WorldFolder.WriteAsync(origin.Port, new Dictionary<string, string> { ["friend.example"] = "127.0.0.1:1" });

        Assert.Contains($"wrong origin social.example: http://127.0.0.1:{origin.Port} answers {status}", (await BuiltProgram.RunAsync(folder, "doctor")).Output, StringComparison.Ordinal);

        await TestFolder.DeleteAsync(folder);
    }

    private static void Nothing(System.Net.Http.Headers.HttpRequestHeaders headers)
    {
        // No Accept: other traffic.
    }

    private static Task<HttpResponseMessage> SendAsync(GatewayWorld world, HttpMethod method, string path, string? body) =>
        world.SendAsync(method, path, null, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), Nothing);
}
