using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>The connections and requests that one client network may hold.</summary>
public sealed class ClientLimitTests
{
    private const string Limit = "  client-limit: 3\n";
    private const string NoProxies = Limit + "  trusted-proxies: [127.0.9.0/24]";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_connection_beyond_the_limit_is_closed_at_once_and_there_is_room_again_when_another_ends()
    {
        await using var world = await GatewayWorld.StartAsync(NoProxies);
        var open = new List<Socket>();
        for (var i = 0; i < 3; i++)
            open.Add(await OpenAsync(world));

        Assert.True(await IsClosedAsync(world));
        open[0].Dispose();
        await Eventually.HoldsAsync(async () => !await IsClosedAsync(world));
        Assert.True(await CountedAsync(world, ConnectionLimit.Code) > 0);
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task connections_of_trusted_proxies_are_not_counted()
    {
        await using var world = await GatewayWorld.StartAsync(NoProxies);
        var open = new List<Socket>();
        for (var i = 0; i < 10; i++)
            open.Add(await OpenAsync(world, "127.0.9.1"));

        Assert.False(await IsClosedAsync(world, "127.0.9.1"));
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task a_request_beyond_the_limit_is_answered_503_and_one_of_another_network_passes()
    {
        var (answering, inFlight) = (new TaskCompletionSource(), 0);
        var origin = await FakeOrigin.StartAsync(async context =>
        {
            if (context.Request.Path != "/about")
                return;
            Interlocked.Increment(ref inFlight);
            await answering.Task;
        });
        await using var world = await GatewayWorld.StartAsync(Limit, origin: origin);
        var slow = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < 3; i++)
            slow.Add(world.FetchAsync("/about", null, From("203.0.113.7")));
        await Eventually.HoldsAsync(() => Task.FromResult(inFlight == 3));

        using var beyond = await world.FetchAsync("/about", null, From("203.0.113.9"));
        Assert.Equal((503, "too-busy"), ((int)beyond.StatusCode, await GatewayWorld.ProblemAsync(beyond, "code")));
        Assert.Equal(ClientLimits.RetryAfter, beyond.Headers.RetryAfter!.Delta);
        slow.Add(world.FetchAsync("/about", null, From("198.51.100.7")));
        await Eventually.HoldsAsync(() => Task.FromResult(inFlight == 4));

        answering.SetResult();
        Assert.All(await Task.WhenAll(slow), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        using var after = await world.FetchAsync("/about", null, From("203.0.113.9"));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(0, world.Gateway.Services.GetRequiredService<ClientLimits>().Requests.Taken);
        Assert.Equal(1, await CountedAsync(world, "too-busy"));
    }

    [Fact]
    public async Task a_proxy_that_names_no_client_speaks_for_everyone_and_is_not_limited()
    {
        var (answering, inFlight) = (new TaskCompletionSource(), 0);
        var origin = await FakeOrigin.StartAsync(async context =>
        {
            if (context.Request.Path != "/about")
                return;
            Interlocked.Increment(ref inFlight);
            await answering.Task;
        });
        await using var world = await GatewayWorld.StartAsync(Limit, origin: origin);

        var slow = Enumerable.Range(0, 10).Select(_ => world.FetchAsync("/about", null)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(inFlight == 10));
        answering.SetResult();

        Assert.All(await Task.WhenAll(slow), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task requests_to_the_relay_count_too()
    {
        var (answering, inFlight) = (new TaskCompletionSource(), 0);
        var origin = await FakeOrigin.StartAsync(async context =>
        {
            if (context.Request.Path != "/about")
                return;
            Interlocked.Increment(ref inFlight);
            await answering.Task;
        });
        await using var world = await GatewayWorld.StartAsync(Limit, origin: origin, more: "relay: { host: relay.example, scheme: http }");
        var slow = Enumerable.Range(0, 3).Select(_ => world.FetchAsync("/about", null, From("203.0.113.7"))).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(inFlight == 3));

        using var beyond = await world.FetchAsync("/actor", null, From("203.0.113.7"), host: "relay.example");
        Assert.Equal(503, (int)beyond.StatusCode);
        answering.SetResult();
        await Task.WhenAll(slow);
        using var after = await world.FetchAsync("/actor", null, From("203.0.113.7"), host: "relay.example");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task gateway_and_relay_share_the_memory_for_bodies()
    {
        await using var world = await GatewayWorld.StartAsync(more: "relay: { host: relay.example, scheme: http }");
        var bodies = world.Gateway.Services.GetRequiredService<ClientLimits>().Bodies;
        Assert.True(bodies.TryTake("127.0.0.0/24", ClientLimits.BodyBytesPerNetwork));

        foreach (var (host, path) in (IEnumerable<(string, string)>)[(FakeOrigin.Host, "/users/alice/inbox"), ("relay.example", "/inbox")])
        {
            using var answer = await world.SendAsync(
                HttpMethod.Post, path, world.Friend.Key, new StringContent(world.Friend.Activity("Like"), Encoding.UTF8, "application/activity+json"), host: host);
            Assert.Equal((503, "too-busy"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        using var other = await world.DeliverAsync(world.Friend.Activity("Like"), world.Friend.Key, headers: From("198.51.100.7"));
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        bodies.Return("127.0.0.0/24", ClientLimits.BodyBytesPerNetwork);
        using var again = await world.DeliverAsync(world.Friend.Activity("Like"), world.Friend.Key);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await Eventually.HoldsAsync(() => Task.FromResult(bodies.Taken == 0));
    }

    private static Action<HttpRequestHeaders> From(string client) => headers => headers.TryAddWithoutValidation("X-Forwarded-For", client);

    private static async Task<Socket> OpenAsync(GatewayWorld world, string from = "127.0.0.1")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, world.Gateway.Gateway.Port, Cancellation);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(socket));
        return socket;
    }

    /// <summary>Whether a new connection is closed without an answer.</summary>
    private static async Task<bool> IsClosedAsync(GatewayWorld world, string from = "127.0.0.1")
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, world.Gateway.Gateway.Port, Cancellation);
            return await AskAsync(socket) == "";
        }
        catch (SocketException)
        {
            return true; // reset, perhaps before the connect has returned
        }
    }

    private static async Task<string> AskAsync(Socket socket)
    {
        await socket.SendAsync("GET /about HTTP/1.1\r\nHost: social.example\r\n\r\n"u8.ToArray(), Cancellation);
        var answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, Cancellation));
    }

    private static async Task<long> CountedAsync(GatewayWorld world, string code)
    {
        await world.Gateway.Services.GetRequiredService<RejectionRollup>().FlushAsync();
        var entries = await world.Audit.ListAsync(new AuditFilter { Limit = 1000 }, Cancellation);
        return entries.Where(record => record.Entry.Code == code).Sum(record => record.Entry.Count ?? 0);
    }
}
