using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using FedFilter.Checkpoints.Egress;
using FedFilter.Policy.Facts;
using FedFilter.Tests.World;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Egress;

/// <summary>A proxy that goes where it should not, or holds on to what is gone, is worse than none.</summary>
public sealed class HostileTunnelTests
{
    [Theory]
    [InlineData("127.0.0.1:443", 400, "egress-target")]
    [InlineData("[::1]:443", 400, "egress-target")]
    [InlineData("2130706433:443", 400, "egress-target")]
    [InlineData("0x7f.1:443", 400, "egress-target")]
    [InlineData("localhost:443", 400, "egress-target")]
    [InlineData("user@friend.example:443", 400, "egress-target")]
    [InlineData("friend.example", 400, "egress-target")]
    [InlineData("friend.example:0443", 400, "egress-target")]
    [InlineData("friend.example:443/path", 400, "egress-target")]
    [InlineData("friend.example:25", 403, "egress-port")]
    [InlineData("friend.example:80", 403, "egress-port")]
    [InlineData("private.example:443", 403, "egress-address")]
    [InlineData("dead.example:443", 502, "egress-unreachable")]
    public async Task it_goes_nowhere_but_to_named_public_hosts_on_the_ports_it_may(string target, int status, string code)
    {
        await using var world = await EgressWorld.StartAsync();

        var answer = await world.SendRawAsync($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");

        IsRefused(answer, status, code);
        Assert.Equal(code, (await world.AuditAsync())[^1].Entry.Code);
        Assert.Empty(world.Arrived);
        await world.AreAllGoneAsync();
    }

    [Theory]
    [InlineData("GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400, "egress-target")]
    [InlineData("GET /path HTTP/1.1\r\nHost: friend.example\r\n\r\n", 400, "egress-target")]
    [InlineData("GET https://friend.example/ HTTP/1.1\r\nHost: friend.example\r\n\r\n", 400, "egress-target")]
    [InlineData("GET http://friend.example:25/ HTTP/1.1\r\nHost: friend.example:25\r\n\r\n", 403, "egress-port")]
    [InlineData("GET http://private.example/ HTTP/1.1\r\nHost: private.example\r\n\r\n", 403, "egress-http")]
    [InlineData("GET http://blocked.example@friend.example/ HTTP/1.1\r\nHost: friend.example\r\n\r\n", 400, "egress-target")]
    [InlineData("TRACE http://friend.example/ HTTP/1.1\r\nHost: friend.example\r\n\r\n", 405, "method-not-allowed")]
    public async Task nor_do_requests_that_name_their_target(string request, int status, string code)
    {
        await using var world = await EgressWorld.StartAsync("  ports: [443, 80]");

        IsRefused(await world.SendRawAsync(request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), status, code);
        Assert.Empty(world.Arrived);
    }

    [Theory]
    [InlineData("blocked.example")]
    [InlineData("friend.example:8080")]
    public async Task the_http_server_refuses_a_request_that_names_two_hosts(string host)
    {
        await using var world = await EgressWorld.StartAsync("  ports: [443, 80]");

        Assert.StartsWith("HTTP/1.1 400 ", await world.SendRawAsync($"GET http://friend.example/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task a_private_address_is_no_place_for_a_plain_request_either()
    {
        await using var world = await EgressWorld.StartAsync("  ports: [80]", network: "  allow-http: [private.example]");

        IsRefused(await world.SendRawAsync("GET http://private.example/ HTTP/1.1\r\nHost: private.example\r\nConnection: close\r\n\r\n"), 403, "egress-address");
    }

    [Theory]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: friend.example:443\r\n\r\n")]
    [InlineData("GET http://friend.example/ HTTP/1.1\r\nHost: friend.example\r\nConnection: close\r\n\r\n")]
    public async Task it_serves_nobody_but_its_clients(string request)
    {
        await using var world = await EgressWorld.StartAsync("  clients: [10.0.0.0/8]\n  ports: [443, 80]");

        IsRefused(await world.SendRawAsync(request), 403, "egress-client");
        Assert.Empty(world.Arrived);
    }

    [Theory]
    [InlineData("CONNECT friend.example:443 HTTP/2.0\r\n\r\n", "egress-head")]
    [InlineData("CONNECT  friend.example:443 HTTP/1.1\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost : friend.example\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: friend.example\r\n folded\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: friend.example\r\nHost: friend.example\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nX: a\nb\r\n\r\n", "egress-head")]
    [InlineData("CONNECT b\u00fccher.example:443 HTTP/1.1\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: b\u00fccher.example\r\n\r\n", "egress-head")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: stranger.example\r\n\r\n", "egress-host")]
    [InlineData("CONNECT friend.example:443 HTTP/1.1\r\nHost: friend.example\r\n\r\nGET / HTTP/1.1\r\n\r\n", "egress-early")]
    public async Task what_can_be_read_in_two_ways_is_not_read(string octets, string code)
    {
        await using var world = await EgressWorld.StartAsync();

        IsRefused(await world.SendRawAsync(octets), 400, code);
    }

    [Fact]
    public async Task a_head_without_end_is_cut_off()
    {
        await using var world = await EgressWorld.StartAsync();

        IsRefused(await world.SendRawAsync("CONNECT friend.example:443 HTTP/1.1\r\nX: " + new string('x', 10_000)), 431, "egress-head-too-large");
        await world.AreAllGoneAsync();
    }

    [Fact]
    public async Task a_head_that_does_not_come_is_not_waited_for()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var world = await EgressWorld.StartAsync(time: time);
        await using var connection = await world.DialAsync();
        await connection.WriteAsync("CONNECT friend.ex"u8.ToArray(), Cancellation);
        await Eventually.HoldsAsync(() => Task.FromResult(world.Rooms.Taken == 1));
        var reading = EgressWorld.ReadToEndAsync(connection);

        Assert.True(await time.TurnUntilAsync(() => reading.IsCompleted) >= TimeSpan.FromSeconds(10));

        IsRefused(await reading, 408, "egress-head-too-slow");
        await world.AreAllGoneAsync();
    }

    [Fact]
    public async Task a_tunnel_that_is_to_be_read_and_says_nothing_is_not_waited_for_either()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await EgressWorld.StartAsync("  intercept: true", time: time);
        await using var connection = (await world.ConnectAsync("friend.example:443")).Connection;
        var reading = EgressWorld.ReadToEndAsync(connection);

        Assert.True(await time.TurnUntilAsync(() => reading.IsCompleted) >= TimeSpan.FromSeconds(10));

        Assert.Equal("", await reading);
        Assert.Equal("egress-silent", Assert.Single(await world.AuditAsync()).Entry.Code);
        await world.AreAllGoneAsync();
    }

    [Theory]
    [InlineData(false, 301)] // seconds
    [InlineData(true, 31)]
    public async Task a_tunnel_in_which_nothing_moves_ends_sooner_when_one_side_has_ended(bool halfOpen, int seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        using var listener = Listen();
        await using var world = await EgressWorld.StartAsync(time: time, port: ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var connection = (NetworkStream)(await world.ConnectAsync("friend.example:443")).Connection;
        using var peer = await listener.AcceptTcpClientAsync(Cancellation);
        await connection.WriteAsync(Hello, Cancellation);
        await peer.GetStream().ReadExactlyAsync(new byte[Hello.Length], Cancellation);
        await connection.WriteAsync(TestHello.ApplicationData, Cancellation);
        await peer.GetStream().ReadExactlyAsync(new byte[TestHello.ApplicationData.Length], Cancellation);
        if (halfOpen)
        {
            connection.Socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await peer.GetStream().ReadAsync(new byte[1], Cancellation));
        }

        time.Advance(TimeSpan.FromSeconds(seconds - 2));
        await Task.Delay(100, Cancellation); // what must not happen has the time to
        Assert.Equal(1, world.Rooms.Taken);
        var reading = EgressWorld.ReadToEndAsync(connection);
        var turned = await time.TurnUntilAsync(() => reading.IsCompleted); // what moved may be noted only now, and is waited for from then on

        Assert.Equal("", await reading);
        Assert.True(!halfOpen || turned < TimeSpan.FromSeconds(270), $"{turned}");
        await world.AreAllGoneAsync();
        Assert.Contains("egress-idle", (await world.AuditAsync()).Select(record => record.Entry.Code));
    }

    [Fact]
    public async Task what_is_asked_before_one_side_ends_is_still_answered()
    {
        using var listener = Listen();
        await using var world = await EgressWorld.StartAsync(port: ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var connection = (NetworkStream)(await world.ConnectAsync("friend.example:443")).Connection;
        using var peer = await listener.AcceptTcpClientAsync(Cancellation);

        byte[] question = [.. Hello, .. TestHello.ApplicationData, .. "a question"u8];
        await connection.WriteAsync(question, Cancellation);
        connection.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(Encoding.Latin1.GetString(question), await EgressWorld.ReadToEndAsync(peer.GetStream()));
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(new string('x', 100_000)), Cancellation);
        peer.Close();

        Assert.Equal(100_000, (await EgressWorld.ReadToEndAsync(connection)).Length);
        await world.AreAllGoneAsync();
    }

    [Fact]
    public async Task a_client_that_vanishes_leaves_nothing_behind()
    {
        await using var world = await EgressWorld.StartAsync();

        for (var i = 0; i < 50; i++)
            await (await world.ConnectAsync("friend.example:443")).Connection.DisposeAsync();

        await world.AreAllGoneAsync();
    }

    [Fact]
    public async Task open_tunnels_do_not_hold_up_the_end_of_the_program()
    {
        var world = await EgressWorld.StartAsync();
        await using var open = (await world.ConnectAsync("friend.example:443")).Connection;

        await world.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(25), Cancellation); // the host itself gives up after 30
    }

    [Fact]
    public void no_octets_make_the_reader_of_heads_throw() =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            OneOf("CONNECT ", "a.example:443", " HTTP/1.1", "\r\n", "Host: ", "a", ":", " ", "\0", "Content-Length: 0").Array[0, 12].Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts))))
            .Sample(octets =>
            {
                var head = ConnectHead.Parse(octets);
                Assert.True(head is null || octets.AsSpan().StartsWith("CONNECT "u8));
            });

    [Fact]
    public void a_target_is_nothing_or_a_peer_with_a_port() =>
        Gen.OneOf(
            Gen.String,
            OneOf("a", ".", "example", ":", "443", "80", "8443", "0", "[", "]", "1", "xn--", "ü", "@", "/").Array[0, 8].Select(string.Concat))
            .Sample(text =>
            {
                if (EgressTarget.Parse(text) is not { } target)
                    return;
                Assert.True(PeerName.TryParse(target.Peer, out var peer) && peer == target.Peer);
                Assert.Equal(target, EgressTarget.Parse(target.Authority));
            });

    private static readonly byte[] Hello = TestHello.Records(TestHello.Message("friend.example"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static void IsRefused(string answer, int status, string code)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
    }
}
