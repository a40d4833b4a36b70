using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FedFilter.Tests.World;

/// <summary>An origin that is a bare socket: reads whole requests, counts them, and ends connections as a test says.</summary>
internal sealed class RawOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<int, (string? Answer, Ending Ending)> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">For the n-th request of a connection: what it is answered, and what happens to the connection.</param>
    public RawOrigin(Func<int, (string? Answer, Ending Ending)> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public enum Ending
    {
        StaysOpen,
        Closes,
        Resets,
    }

    /// <summary>The request lines that arrived with their whole bodies, except those of the program's own requests.</summary>
    public ConcurrentQueue<string> Arrived { get; } = new();

    public int Connections => _connections;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The list of origins of fedfilter.yaml with this one.</summary>
    public string Setting(string more = "") =>
        $"    - host: {FakeOrigin.Host}\n      scheme: http\n      upstream: [http://127.0.0.1:{Port}]\n{more}";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var closing = socket;
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            for (var n = 1; await ReadAsync(reader) is { } line; n++)
            {
                if (line.Contains("/.well-known/", StringComparison.Ordinal))
                    return;
                if (n == 1)
                    Interlocked.Increment(ref _connections);
                Arrived.Enqueue(line);
                var (answer, ending) = _answer(n);
                if (answer is not null)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _end.Token);
                if (ending == Ending.Resets)
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                if (ending != Ending.StaysOpen)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The program gave the connection up, or the test is over.
        }
    }

    /// <summary>The request line, once the whole request was read; null at the end of the connection.</summary>
    private async Task<string?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync(_end.Token) is not { } first)
            return null;
        var length = 0;
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var body = new char[length];
        return length == 0 || await reader.ReadBlockAsync(body.AsMemory(), _end.Token) == length ? first : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }
}
