using System.Net;
using System.Net.WebSockets;
using System.Text;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class OtherTrafficTests
{
    [Fact]
    public async Task web_pages_pass_without_a_signature()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync("/about", null, headers => headers.Add("Accept", "text/html"));

        Assert.Equal("a web page", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task websockets_pass_through()
    {
        await using var origin = await FakeServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await using var world = await GatewayWorld.StartAsync(
            origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN], paths: {{ /api/v1/streaming: [http://127.0.0.1:{origin.Port}] }} }}");
        using var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Host", "social.example");

        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{world.Gateway.Gateway.Port}/api/v1/streaming"), TestContext.Current.CancellationToken);
        await client.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[64];
        var echoed = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, echoed.Count));
    }

    [Fact]
    public async Task an_upload_far_larger_than_any_delivery_streams_through()
    {
        const long size = 64L * 1024 * 1024;
        var counted = 0L;
        await using var media = await FakeServer.StartAsync(async context =>
        {
            var buffer = new byte[65536];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
                counted += read;
            await context.Response.WriteAsync("stored");
        });
        await using var world = await GatewayWorld.StartAsync(
            origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN], paths: {{ /api/v2/media: [http://127.0.0.1:{media.Port}] }} }}");

        var answer = await world.SendAsync(HttpMethod.Post, "/api/v2/media", null, new ByteArrayContent(new byte[size]));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(size, counted);
    }

    [Fact]
    public async Task other_traffic_can_be_refused_as_a_whole()
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  other-traffic: refuse");

        var page = await world.FetchAsync("/about", null, headers => headers.Add("Accept", "*/*"));
        var signed = await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal("other-traffic-refused", await GatewayWorld.ProblemAsync(page, "code"));
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", HttpStatusCode.Forbidden)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", HttpStatusCode.OK)]
    public async Task known_training_crawlers_can_be_refused(string userAgent, HttpStatusCode expected)
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  ai-crawlers: refuse");

        var answer = await world.FetchAsync("/about", null, headers => headers.TryAddWithoutValidation("User-Agent", userAgent));

        Assert.Equal(expected, answer.StatusCode);
    }
}
