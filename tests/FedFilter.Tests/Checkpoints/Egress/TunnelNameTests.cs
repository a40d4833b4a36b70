using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using FedFilter.Checkpoints.Egress;
using FedFilter.Tests.World;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Egress;

/// <summary>A tunnel leads to the host of its CONNECT: TLS inside it asks for that host, in the clear, or not a byte reaches the peer.</summary>
public sealed class TunnelNameTests
{
    private const string Always = "  always: [friend.example, outer.example]";
    private static readonly string Observe = EgressWorld.Rules.Replace("mode: enforce", "mode: observe", StringComparison.Ordinal);

    private static readonly byte[] AccessDenied = [0x15, 3, 1, 0, 2, 2, 49];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[]> Good => new()
    {
        { "the same name", TestHello.Records(TestHello.Message("friend.example")) },
        { "in capitals", TestHello.Records(TestHello.Message("FRIEND.Example")) },
        { "with a trailing dot", TestHello.Records(TestHello.Message("friend.example.")) },
        { "with a post-quantum key share", TestHello.Records(TestHello.Message("friend.example", (51, new byte[1300]))) },
        { "16 KiB long in many records", TestHello.Records(TestHello.Message("friend.example", (TestHello.Padding, new byte[16_000])), 100) },
        { "in records of one byte", TestHello.Records(TestHello.Message("friend.example"), 1) },
        { "TLS 1.2 goes on with a key exchange", [.. TestHello.Records(TestHello.Message("friend.example")), .. TestHello.Records(TestHello.Handshake(16, new byte[66])), .. TestHello.ChangeCipherSpec, 0xff, 0xff] },
        { "TLS 1.3 goes on encrypted", [.. TestHello.Records(TestHello.Message("friend.example")), .. TestHello.ChangeCipherSpec, .. TestHello.ApplicationData, 0xff, 0xff] },
        { "a second hello with the same name", [.. TestHello.Records(TestHello.Message("friend.example")), .. TestHello.ChangeCipherSpec, .. TestHello.Records(TestHello.Message("friend.example")), .. TestHello.ApplicationData] },
        { "early data", [.. TestHello.Records(TestHello.Message("friend.example", (TestHello.EarlyData, []))), .. TestHello.ChangeCipherSpec, .. TestHello.ApplicationData, .. TestHello.Records(TestHello.Message("friend.example")), .. TestHello.ApplicationData] },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task a_hello_for_the_tunnels_host_passes_byte_by_byte(string name, byte[] bytes)
    {
        await using var tunnel = await OpenAsync();

        foreach (var segment in bytes.Chunk(Math.Max(1, bytes.Length / 20)))
        {
            await tunnel.Client.WriteAsync(segment, Cancellation);
            await Task.Delay(1, Cancellation); // so that some segments arrive by themselves
        }

        tunnel.Client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal((name, Convert.ToHexString(bytes)), (name, Convert.ToHexString(await tunnel.ArrivedAsync())));
        Assert.Empty(await tunnel.World.AuditAsync());
    }

    public static TheoryData<string, string, byte[]> Bad => new()
    {
        { "another host", EgressRejections.OtherName, TestHello.Records(TestHello.Message("blocked.example")) },
        { "a host below it", EgressRejections.OtherName, TestHello.Records(TestHello.Message("a.friend.example")) },
        { "two trailing dots", EgressRejections.OtherName, TestHello.Records(TestHello.Message("friend.example..")) },
        { "an IP address", EgressRejections.OtherName, TestHello.Records(TestHello.Message("127.0.0.1")) },
        { "a single label", EgressRejections.OtherName, TestHello.Records(TestHello.Message("friend")) },
        { "another host in records of one byte", EgressRejections.OtherName, TestHello.Records(TestHello.Message("blocked.example"), 1) },
        { "another host at the end of 16 KiB", EgressRejections.OtherName, TestHello.Records(TestHello.WithExtensions((TestHello.Padding, new byte[16_000]), (0, TestHello.ServerName((0, "blocked.example"u8.ToArray()))))) },
        { "no name", EgressRejections.NoName, TestHello.Records(TestHello.Message(null)) },
        { "no extensions", EgressRejections.NoName, TestHello.Records(TestHello.Handshake(1, [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0])) },
        { "Encrypted Client Hello", EgressRejections.HiddenName, TestHello.Records(TestHello.Message("friend.example", (TestHello.EncryptedClientHello, new byte[200]))) },
        { "its draft 10", EgressRejections.HiddenName, TestHello.Records(TestHello.Message("friend.example", (0xfe0a, new byte[200]))) },
        { "encrypted SNI", EgressRejections.HiddenName, TestHello.Records(TestHello.Message("friend.example", (0xffce, new byte[200]))) },
        { "an outer name", EgressRejections.HiddenName, TestHello.Records(TestHello.Message("outer.example", (TestHello.EncryptedClientHello, new byte[200]))) },
        { "two names in one list", EgressRejections.Malformed, TestHello.Records(TestHello.WithExtensions((0, TestHello.ServerName((0, "friend.example"u8.ToArray()), (0, "blocked.example"u8.ToArray()))))) },
        { "the extension twice", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example", (0, TestHello.ServerName((0, "blocked.example"u8.ToArray()))))) },
        { "another extension twice", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example", (10, []), (10, []))) },
        { "a name of another type", EgressRejections.Malformed, TestHello.Records(TestHello.WithExtensions((0, TestHello.ServerName((1, "friend.example"u8.ToArray()))))) },
        { "an empty list of names", EgressRejections.Malformed, TestHello.Records(TestHello.WithExtensions((0, TestHello.ServerName()))) },
        { "an empty extension", EgressRejections.Malformed, TestHello.Records(TestHello.WithExtensions((0, []))) },
        { "an empty name", EgressRejections.Malformed, TestHello.Records(TestHello.Message("")) },
        { "NUL in the name", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example\0.blocked.example")) },
        { "a port in the name", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example:443")) },
        { "a space in the name", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example ")) },
        { "an IPv6 address", EgressRejections.Malformed, TestHello.Records(TestHello.Message("[::1]")) },
        { "a name that is not ASCII", EgressRejections.Malformed, TestHello.Records(TestHello.Message("ｆriend.example")) },
        { "a byte after the list", EgressRejections.Malformed, TestHello.Records(TestHello.WithExtensions((0, [.. TestHello.ServerName((0, "friend.example"u8.ToArray())), 0]))) },
        { "a byte after the extensions", EgressRejections.Malformed, TestHello.Records(TestHello.Handshake(1, [.. TestHello.Message("friend.example")[4..], 0])) },
        { "SSL 2", EgressRejections.NotTls, [0x80, 0x2e, 1, 3, 3, 0, 0x15, 0, 0, 0, 0x10, .. new byte[40]] },
        { "HTTP", EgressRejections.NotTls, "GET / HTTP/1.1\r\nHost: blocked.example\r\n\r\n"u8.ToArray() },
        { "HTTP/2 without TLS", EgressRejections.NotTls, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray() },
        { "a record before it", EgressRejections.NotTls, [.. TestHello.ChangeCipherSpec, .. TestHello.Records(TestHello.Message("friend.example"))] },
        { "an alert within it", EgressRejections.Malformed, Within(TestHello.Record(0x15, [1, 0])) },
        { "application data within it", EgressRejections.Malformed, Within(TestHello.ApplicationData) },
        { "an empty record first", EgressRejections.Malformed, [.. TestHello.Record(0x16, []), .. TestHello.Records(TestHello.Message("friend.example"))] },
        { "an empty record within it", EgressRejections.Malformed, Within(TestHello.Record(0x16, [])) },
        { "a record that is too long", EgressRejections.Malformed, [0x16, 3, 1, 0x40, 1, .. TestHello.Message("friend.example", (TestHello.Padding, new byte[16_300]))] },
        { "a hello that is too long", EgressRejections.Malformed, TestHello.Records(TestHello.Message("friend.example", (TestHello.Padding, new byte[16_384]))) },
        { "a hello that says so", EgressRejections.Malformed, TestHello.Record(0x16, [1, 1, 0, 0]) },
        { "another version of records", EgressRejections.Malformed, [0x16, 2, 0, .. TestHello.Records(TestHello.Message("friend.example")).Skip(3)] },
        { "another message", EgressRejections.Malformed, TestHello.Records(TestHello.Handshake(2, TestHello.Message("friend.example")[4..])) },
        { "a second message in its record", EgressRejections.Malformed, TestHello.Records([.. TestHello.Message("friend.example"), .. TestHello.Message("blocked.example")]) },
    };

    private static byte[] Within(byte[] record) => TestHello.Records(TestHello.Message("friend.example"), 40) is var records ? [.. records[..45], .. record, .. records[45..]] : [];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task any_other_hello_closes_the_tunnel_before_a_byte_reaches_the_peer(string name, string code, byte[] bytes)
    {
        await using var tunnel = await OpenAsync();

        await tunnel.Client.WriteAsync(bytes, Cancellation);

        var said = await tunnel.SaidAsync();
        Assert.Equal((name, Convert.ToHexString(code == EgressRejections.NotTls ? [] : AccessDenied)), (name, Convert.ToHexString(said)));
        Assert.Empty(await tunnel.ArrivedAsync());
        var entry = Assert.Single(await tunnel.World.AuditAsync()).Entry;
        Assert.Equal((code, "friend.example", "egress"), (entry.Code, entry.ClaimedHost, entry.Checkpoint));
        await tunnel.World.AreAllGoneAsync();
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(16_384, "")]
    [InlineData(1, "change cipher spec")]
    [InlineData(60, "early data")]
    public async Task a_second_hello_for_another_host_closes_the_tunnel(int size, string between)
    {
        await using var tunnel = await OpenAsync();
        var first = between == "early data" ? TestHello.Records(TestHello.Message("friend.example", (TestHello.EarlyData, []))) : TestHello.Records(TestHello.Message("friend.example"));
        byte[] passing = [.. first, .. between == "" ? [] : TestHello.ChangeCipherSpec, .. between == "early data" ? TestHello.ApplicationData : []];

        await tunnel.Client.WriteAsync((byte[])[.. passing, .. TestHello.Records(TestHello.Message("blocked.example"), size)], Cancellation);

        Assert.Equal(passing, await tunnel.ArrivedAsync());
        Assert.Equal(size < 6 ? EgressRejections.Malformed : EgressRejections.OtherName, Assert.Single(await tunnel.World.AuditAsync()).Entry.Code);
    }

    [Theory]
    [InlineData("no name", true)]
    [InlineData("ech", true)]
    [InlineData("ech of outer.example", true)]
    [InlineData("no tls", true)]
    [InlineData("ech of blocked.example", false)]
    [InlineData("blocked.example", false)]
    [InlineData("malformed", false)]
    public async Task to_hosts_in_always_the_name_may_be_hidden_but_not_another(string what, bool passes)
    {
        await using var tunnel = await OpenAsync(Always, "mode: enforce\nrules: [ { name: nobody, then: refuse } ]");

        await tunnel.Client.WriteAsync(Unseen(what), Cancellation);
        tunnel.Client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(passes ? Unseen(what) : [], await tunnel.ArrivedAsync());
        if (passes)
            Assert.Empty(await tunnel.World.AuditAsync());
    }

    [Theory]
    [InlineData("no name", true)]
    [InlineData("ech", true)]
    [InlineData("ech of blocked.example", true)]
    [InlineData("no tls", true)]
    [InlineData("blocked.example", false)]
    [InlineData("malformed", false)]
    public async Task a_policy_that_observes_lets_a_hidden_name_pass_and_counts_it(string what, bool passes)
    {
        await using var tunnel = await OpenAsync(policy: Observe);

        await tunnel.Client.WriteAsync(Unseen(what), Cancellation);
        tunnel.Client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(passes ? Unseen(what) : [], await tunnel.ArrivedAsync());
        Assert.Equal(passes, Assert.Single(await tunnel.World.AuditAsync()).Entry.Code == "egress-unseen");
    }

    [Fact]
    public async Task only_to_hosts_in_always_may_the_server_speak_first()
    {
        await using var always = await OpenAsync(Always);
        await always.Peer.WriteAsync("220 mail"u8.ToArray(), Cancellation);

        Assert.Equal((byte)'2', await always.ReadByteAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task a_hello_that_does_not_come_whole_is_not_waited_for(int bytes)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var tunnel = await OpenAsync(time: time);
        await tunnel.Client.WriteAsync(TestHello.Records(TestHello.Message("friend.example")).AsMemory(0, bytes), Cancellation);
        var said = tunnel.SaidAsync();

        Assert.True(await time.TurnUntilAsync(() => said.IsCompleted) >= TimeSpan.FromSeconds(9));

        Assert.Empty(await tunnel.ArrivedAsync());
        Assert.Equal(EgressRejections.Silent, Assert.Single(await tunnel.World.AuditAsync()).Entry.Code);
        await tunnel.World.AreAllGoneAsync();
    }

    [Fact]
    public async Task the_spelling_of_the_connect_does_not_matter_either()
    {
        using var listener = Listen();
        await using var world = await EgressWorld.StartAsync(policy: "mode: enforce\nrules: [ { name: all, then: allow } ]", port: ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var connection = (await world.ConnectAsync("XN--BCHER-KVA.example.:443")).Connection;
        using var peer = await listener.AcceptTcpClientAsync(Cancellation);
        var hello = TestHello.Records(TestHello.Message("xn--bcher-kva.example"));

        await connection.WriteAsync(hello, Cancellation);

        await peer.GetStream().ReadExactlyAsync(new byte[hello.Length], Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  plain: strict")]
    [InlineData("  always: [friend.example]")]
    public async Task a_real_client_that_asks_for_another_host_gets_no_handshake(string egress)
    {
        await using var world = await EgressWorld.StartAsync(egress, tls: true);
        var (connection, _) = await world.ConnectAsync("friend.example:443");
        await using var tls = new SslStream(connection);

        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "blocked.example", RemoteCertificateValidationCallback = TestTls.IsTrusted }, Cancellation));

        await world.AreAllGoneAsync();
        Assert.Equal(EgressRejections.OtherName, Assert.Single(await world.AuditAsync()).Entry.Code);
        Assert.Empty(world.Arrived);
    }

    private static byte[] Unseen(string what) => what switch
    {
        "no name" => TestHello.Records(TestHello.Message(null)),
        "ech" => TestHello.Records(TestHello.Message("friend.example", (TestHello.EncryptedClientHello, new byte[200]))),
        "ech of outer.example" => TestHello.Records(TestHello.Message("outer.example", (TestHello.EncryptedClientHello, new byte[200]))),
        "ech of blocked.example" => TestHello.Records(TestHello.Message("blocked.example", (TestHello.EncryptedClientHello, new byte[200]))),
        "no tls" => "EHLO social.example\r\n"u8.ToArray(),
        "malformed" => TestHello.Records(TestHello.Message("friend.example", (10, []), (10, []))),
        _ => TestHello.Records(TestHello.Message(what)),
    };

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<OpenTunnel> OpenAsync(string egress = "", string policy = EgressWorld.Rules, TimeProvider? time = null)
    {
        var listener = Listen();
        var world = await EgressWorld.StartAsync(egress, policy, time, port: ((IPEndPoint)listener.LocalEndpoint).Port);
        var (connection, answer) = await world.ConnectAsync("friend.example:443");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        return new OpenTunnel(world, (NetworkStream)connection, listener, await listener.AcceptTcpClientAsync(Cancellation));
    }

    /// <summary>A tunnel to friend.example, whose server is the test.</summary>
    private sealed record OpenTunnel(EgressWorld World, NetworkStream Client, TcpListener Listener, TcpClient Accepted) : IAsyncDisposable
    {
        public NetworkStream Peer => Accepted.GetStream();

        public async Task<byte[]> ArrivedAsync() => await ReadAsync(Peer);

        public async Task<byte[]> SaidAsync() => await ReadAsync(Client);

        public async Task<byte> ReadByteAsync()
        {
            var read = new byte[1];
            await Client.ReadExactlyAsync(read, Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            return read[0];
        }

        private static async Task<byte[]> ReadAsync(Stream stream)
        {
            using var all = new MemoryStream();
            try
            {
                await stream.CopyToAsync(all, Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            }
            catch (IOException)
            {
                // Reset: the other side closed with bytes unread.
            }

            return all.ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            Accepted.Dispose();
            Listener.Dispose();
            await World.DisposeAsync();
        }
    }
}
