using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FedFilter.Benchmarks;

/// <summary>
/// What tunnels cost: a thousand that stand idle, and beside them two hundred through which requests go one after the other; the same two
/// hundred directly for comparison, in turn. One client, one server, FedFilter between them, on loopback.
/// </summary>
internal static class Egress
{
    private const int Idle = 1000;
    private const int Busy = 200;
    private const int RequestsOfEach = 200;

    private static readonly Uri Host = new("http://friend.example:8000/note");

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-egress-").FullName;
        using var origin = await Child.StartAsync("FedFilter.Benchmarks.dll", "origin");
        var proxy = FreePort();
        Write(folder, origin.Address.Port, proxy);
        using var program = await Child.StartAsync("fedfilter.dll", "serve", "--config", Path.Combine(folder, "fedfilter.yaml"));

        await MeasureAsync(TunnelAsync, proxy, 50); // for the just-in-time compiler
        await MeasureAsync(DirectAsync, origin.Address.Port, 50);
        var before = program.ResidentMiB;
        var standing = new List<Stream>();
        for (var i = 0; i < Idle; i++)
            standing.Add(await TunnelAsync(proxy));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Print($"resident: {before} MiB before, {program.ResidentMiB} MiB with {Idle} idle tunnels");

        Print($"{"",-10}{"p50 ms",10}{"p99 ms",10}{"requests/s",12}");
        for (var round = 0; round < 3; round++)
        {
            Show("direct", await MeasureAsync(DirectAsync, origin.Address.Port, RequestsOfEach));
            Show("tunnel", await MeasureAsync(TunnelAsync, proxy, RequestsOfEach));
        }

        Print($"resident: {program.ResidentMiB} MiB after {Busy} busy ones beside them");
        foreach (var stream in standing)
            await stream.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<(TimeSpan[] Took, TimeSpan Elapsed)> MeasureAsync(Func<int, Task<Stream>> connect, int port, int requests)
    {
        var took = new TimeSpan[Busy * requests];
        var clients = Enumerable.Range(0, Busy).Select(_ => new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1, ConnectCallback = async (_, _) => await connect(port) })).ToArray();
        foreach (var client in clients) // connections are made beforehand: what a request takes is measured
            await client.GetStringAsync(Host);

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(async (client, which) =>
        {
            for (var i = 0; i < requests; i++)
            {
                var start = clock.Elapsed;
                await client.GetStringAsync(Host);
                took[(which * requests) + i] = clock.Elapsed - start;
            }
        }));
        var elapsed = clock.Elapsed;
        foreach (var client in clients)
            client.Dispose();
        return ([.. took.Order()], elapsed);
    }

    private static async Task<Stream> DirectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<Stream> TunnelAsync(int proxy)
    {
        var stream = await DirectAsync(proxy);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("CONNECT friend.example:443 HTTP/1.1\r\nHost: friend.example:443\r\n\r\n"));
        var answer = new byte[256];
        var count = await stream.ReadAsync(answer);
        var text = Encoding.ASCII.GetString(answer, 0, count);
        return text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? stream : throw new InvalidOperationException(text);
    }

    private static void Write(string folder, int origin, int proxy)
    {
        var policies = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        // Observing, a tunnel may carry something else than TLS: the cost of bytes is measured, not that of a handshake.
        File.WriteAllText(Path.Combine(policies, "rules.yaml"), """
            mode: observe
            terms: { no-ai-training: { commits: { use: train-ai, party: operator, scope: received, value: no } } }
            peers: [{ host: friend.example, attests: [no-ai-training] }]
            mode: enforce
            rules:
              - { name: committed, when: { committed: [no-ai-training] }, then: allow }
              - { name: rest, then: refuse, because: not-committed }
            """);
        File.WriteAllText(Path.Combine(folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins: [{ host: social.example, upstream: ["http://127.0.0.1:{{origin}}"] }]
            egress: { listen: "http://127.0.0.1:{{proxy}}" }
            network:
              allow-private: [127.0.0.0/8]
              resolve: { friend.example: "127.0.0.1:{{origin}}" }
            """);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Show(string name, (TimeSpan[] Took, TimeSpan Elapsed) measured) =>
        Print($"{name,-10}{At(measured.Took, 0.5),10:0.00}{At(measured.Took, 0.99),10:0.00}{measured.Took.Length / measured.Elapsed.TotalSeconds,12:0}");

    private static double At(TimeSpan[] took, double share) => took[(int)(took.Length * share)].TotalMilliseconds;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
