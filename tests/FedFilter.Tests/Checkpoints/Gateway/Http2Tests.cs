using System.Text;
using FedFilter.Tests.Conformance;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>HTTP/2 over the gateway's own TLS, frame by frame.</summary>
public sealed class Http2Tests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cavage", false, 0, false)]
    [InlineData("cavage", true, 0, false)]
    [InlineData("rfc9421", false, 0, false)]
    [InlineData("rfc9421", true, 0, false)]
    [InlineData("cavage", true, 200, true)]
    [InlineData("cavage", false, 255, true)]
    public async Task a_signed_delivery_reaches_the_origin_octet_for_octet(string style, bool withLength, byte padding, bool withTrailers)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        var message = Signed(world.Friend, style, "POST", "/users/alice/inbox", world.Friend.Activity("Follow") + new string(' ', 200_000));
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);

        await client.OpenAsync([.. Fields(message), .. withLength ? [("content-length", $"{message.Body!.Length}")] : Array.Empty<(string, string)>()], endsHere: false, Cancellation);
        await client.SendAsync(message.Body!, endsHere: !withTrailers, padding, Cancellation);
        if (withTrailers)
            await client.SendTrailersAsync([("signature", "keyId=\"http://blocked.example/users/bob\""), ("fedfilter-peer", "blocked.example")], Cancellation);
        var answer = await client.AnswerAsync(Cancellation);

        Assert.True(answer.Status == 202, answer.Text);
        var arrived = world.Origin.Arrived.Single();
        Assert.Equal(message.Body, arrived.Body);
        Assert.Equal(("social.example", message["Signature"], "friend.example"), (arrived.Header("Host"), arrived.Header("Signature"), arrived.Header("FedFilter-Peer")));
    }

    [Fact]
    public async Task a_delivery_that_waits_for_100_is_told_to_go_on()
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        var message = Signed(world.Friend, "cavage", "POST", "/users/alice/inbox", world.Friend.Activity("Follow"));
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);

        await client.OpenAsync([.. Fields(message), ("expect", "100-continue")], endsHere: false, Cancellation);
        await client.ReadUntilAsync(() => client.Interim == 100, Cancellation);
        await client.SendAsync(message.Body!, endsHere: true, cancellation: Cancellation);

        Assert.Equal(202, (await client.AnswerAsync(Cancellation)).Status);
    }

    [Fact]
    public async Task cookies_that_come_in_several_fields_reach_the_origin_as_one()
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);

        Assert.Equal(200, (await SendAsync(world, [.. Get("/about"), ("cookie", "a=1"), ("cookie", "b=2")])).Status);

        Assert.Equal("a=1; b=2", world.Origin.Arrived.Single().Header("Cookie"));
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "an upper-case name", "X-Upper: x" },
        { "a field of this connection", "connection: close" },
        { "a transfer coding", "transfer-encoding: chunked" },
        { "another upgrade", "upgrade: h2c" },
        { "a pseudo-header after the others", ":path: /users/alice" },
        { "an unknown pseudo-header", ":x: y" },
        { "a line break in a value", "x: y\r\nsignature: z" },
        { "a proxy's field", "proxy-connection: close" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task what_http_2_does_not_allow_does_not_reach_the_origin(string what, string line)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        var at = line.IndexOf(": ", StringComparison.Ordinal);

        var answer = await SendAsync(world, [.. Get("/about"), (line[..at], line[(at + 2)..])]);

        Assert.True(answer.Status == 0 || answer.Status is >= 400 and < 500, $"{what}: {answer.Status}");
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData("host: evil.example", "Host", "social.example")]
    [InlineData("x y: z", "x y", null)]
    public async Task what_has_no_meaning_beside_the_authority_or_no_name_does_not_reach_the_origin(string line, string name, string? arrives)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        var at = line.IndexOf(": ", StringComparison.Ordinal);

        await SendAsync(world, [.. Get("/about"), (line[..at], line[(at + 2)..])]);

        Assert.All(world.Origin.Arrived, arrived => Assert.Equal(arrives, arrived.Header(name)));
    }

    [Fact]
    public async Task a_body_shorter_than_it_says_does_not_reach_the_origin_whole()
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);

        await client.OpenAsync([.. Get("/users/alice/inbox").Skip(1).Prepend((":method", "POST")), ("content-length", "9")], endsHere: false, Cancellation);
        await client.SendAsync("{}"u8.ToArray(), endsHere: true, cancellation: Cancellation);

        Assert.True((await client.AnswerAsync(Cancellation)).Status is 0 or (>= 400 and < 500));
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData(100, 20)]
    [InlineData(1, 40_000)]
    [InlineData(101, 1)]
    public async Task no_more_header_fields_are_taken_than_over_http_1(int count, int length)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);

        var answer = await SendAsync(world, [.. Get("/about"), .. Enumerable.Range(0, count).Select(i => ($"x-{i}", new string('x', length)))]);

        Assert.True(answer.Status is 0 or 431, $"{answer.Status}");
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task no_longer_path_is_taken_than_over_http_1()
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);

        var answer = await SendAsync(world, Get("/" + new string('x', 9000)));

        Assert.True(answer.Status is 0 or 414, $"{answer.Status}");
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_websocket_passes_through()
    {
        await using var origin = await FakeServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await using var world = await GatewayWorld.StartAsync(
            origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:{origin.Port}] }}", tls: true);
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);

        await client.ReadUntilAsync(() => client.OffersConnect, Cancellation);
        await client.OpenAsync(WebSocket("/api/v1/streaming"), endsHere: false, Cancellation);
        Assert.Equal(200, await client.StatusAsync(Cancellation));
        await client.SendAsync([0x81, 0x85, 0, 0, 0, 0, .. "hello"u8], endsHere: false, cancellation: Cancellation); // one masked text frame (RFC 6455, section 5.2)

        await client.ReadUntilAsync(() => Encoding.Latin1.GetString(client.Received).Contains("\u0081\u0005hello", StringComparison.Ordinal), Cancellation);
    }

    [Theory]
    [InlineData("a fetch that nobody signed", "/users/alice/statuses/1", "", 401)]
    [InlineData("a fetch of a stranger", "/users/alice/statuses/1", "Signature: keyId=\"http://stranger.example/users/bob#main-key\",headers=\"date\",signature=\"eA==\"", 401)]
    [InlineData("a delivery", "/users/alice/inbox", "Signature: keyId=\"http://stranger.example/users/bob#main-key\",headers=\"date\",signature=\"eA==\"", 401)]
    public async Task a_websocket_hides_nothing_that_is_decided_about(string what, string path, string line, int expected)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);

        var further = line.Length == 0 ? [] : new[] { (Name: "signature", Value: line["Signature: ".Length..]) };
        await client.OpenAsync([.. WebSocket(path), .. further], endsHere: false, Cancellation);

        var status = await client.StatusAsync(Cancellation);
        Assert.True(status == expected, $"{what}: {status}");
        Assert.DoesNotContain("a post", Encoding.Latin1.GetString(client.Received));
    }

    [Theory]
    [InlineData("a tunnel", "")]
    [InlineData("another protocol", "connect-udp")]
    public async Task nothing_else_is_tunnelled(string what, string protocol)
    {
        await using var world = await GatewayWorld.StartAsync(tls: true);

        (string, string)[] fields = protocol.Length == 0
            ? [(":method", "CONNECT"), (":authority", "social.example")]
            : [(":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":path", "/x"), (":authority", "social.example")];
        var answer = await SendAsync(world, fields);

        Assert.True(answer.Status is 0 or 400 or 405, $"{what}: {answer.Status}");
        Assert.Empty(world.Origin.Arrived);
    }

    private static async Task<WireAnswer> SendAsync(GatewayWorld world, IEnumerable<(string Name, string Value)> fields)
    {
        await using var client = await Http2Client.ConnectAsync(world.Gateway.Gateway.Port, "127.0.0.1", Cancellation);
        try
        {
            await client.OpenAsync(fields, endsHere: true, Cancellation);
            return await client.AnswerAsync(Cancellation);
        }
        catch (IOException)
        {
            return WireAnswer.Closed;
        }
    }

    private static (string Name, string Value)[] Get(string path) => [(":method", "GET"), (":scheme", "https"), (":path", path), (":authority", "social.example")];

    private static (string Name, string Value)[] WebSocket(string path) =>
        [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", path), (":authority", "social.example"), ("sec-websocket-version", "13")];

    private static IEnumerable<(string Name, string Value)> Fields(Message message) =>
    [
        (":method", message.Method), (":scheme", "https"), (":path", message.Target), (":authority", message["Host"]!),
        .. message.Fields.Where(field => field.Name != "Host").Select(field => (field.Name.ToLowerInvariant(), field.Value)),
    ];

    internal static Message Signed(FakePeer peer, string style, string method, string target, string body)
    {
        var octets = Encoding.UTF8.GetBytes(body);
        var now = DateTimeOffset.UtcNow;
        var message = new Message
        {
            Method = method,
            Target = target,
            Body = octets,
            Fields =
            [
                ("Host", FakeOrigin.Host), ("Date", now.ToString("r", System.Globalization.CultureInfo.InvariantCulture)),
                (style == "cavage" ? "Digest" : "Content-Digest", Message.Digest(octets, style)), ("Content-Type", "application/activity+json"),
            ],
        };
        var values = new Dictionary<string, string> { ["each"] = "", ["friend.key-id"] = peer.Key.KeyId };
        new Signing(style, new Placeholders(values, now), _ => SuiteKeys.Of(peer)).Sign(message, new SignatureShape());
        return message;
    }
}
