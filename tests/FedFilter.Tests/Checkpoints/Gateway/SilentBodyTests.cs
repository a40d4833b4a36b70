using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>Deliveries whose signature looks right, and whose body is sent but for its last byte.</summary>
public sealed class SilentBodyTests
{
    private const int Connections = 300;
    private const int Length = 1024 * 1024;
    private const long MiB = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task three_hundred_silent_bodies_of_1_mib_take_no_more_memory_than_one_network_may_and_it_is_given_back()
    {
        await using var world = await ServedWorld.StartAsync();
        Assert.Equal(200, await world.FetchAsync(world.Friend.Key));
        var before = Resident(world);

        var sockets = new List<Socket>();
        var sent = new byte[Length - 1];
        for (var i = 0; i < Connections; i++)
            sockets.Add(await BeginAsync(world));
        await Task.WhenAll(sockets.Select(socket => SendAsync(socket, sent)));
        var most = Resident(world);
        foreach (var socket in sockets)
            Assert.Matches("^HTTP/1.1 (408|503) ", await AnswerAsync(socket));
        sockets.ForEach(socket => socket.Dispose());
        most = Math.Max(most, Resident(world));

        Assert.True(most - before < 140 * MiB, $"{before / MiB} MiB before, {most / MiB} MiB at most");
        await Eventually.HoldsAsync(() => Task.FromResult(Resident(world) - before < 50 * MiB));
        Assert.Equal(200, await world.FetchAsync(world.Friend.Key));
    }

    private static long Resident(ServedWorld world)
    {
        var line = File.ReadLines($"/proc/{world.Program.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static async Task<Socket> BeginAsync(ServedWorld world)
    {
        var signature = Convert.ToBase64String(new byte[256]);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, world.Outside.Port, Cancellation);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"POST /users/alice/inbox HTTP/1.1\r\nHost: social.example\r\nDate: {DateTimeOffset.UtcNow:r}\r\nContent-Type: application/activity+json\r\n"
                + $"Digest: SHA-256={Convert.ToBase64String(new byte[32])}\r\nContent-Length: {Length}\r\n"
                + $"Signature: keyId=\"http://stranger.example/users/bob#main-key\",headers=\"(request-target) host date digest\",signature=\"{signature}\"\r\n\r\n"),
            Cancellation);
        return socket;
    }

    private static async Task SendAsync(Socket socket, byte[] body)
    {
        try
        {
            for (var sent = 0; sent < body.Length;)
                sent += await socket.SendAsync(body.AsMemory(sent), Cancellation);
        }
        catch (SocketException)
        {
            // It was answered, and the connection closed.
        }
    }

    private static async Task<string> AnswerAsync(Socket socket)
    {
        try
        {
            var answer = new byte[4096];
            return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, Cancellation));
        }
        catch (SocketException)
        {
            return "HTTP/1.1 503 reset before it was read";
        }
    }
}
