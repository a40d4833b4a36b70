using System.IO.Pipelines;
using System.Net.Sockets;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// Passes bytes both ways until one side ends (RFC 9110, section 9.3.6), the client's TLS asks for another host, or nothing moves for a while.
/// An idle tunnel holds no buffer of ours. When it returns, nothing reads or writes any more; both ends are then the caller's to close.
/// </summary>
internal sealed class Tunnel(IDuplexPipe client, NetworkStream peer, ClientHelloGate gate, TunnelTimes times, TimeProvider time)
{
    private const int ReadAtLeast = 4096; // one block of Kestrel's pool

    private TimeSpan _patience = times.Idle;

    /// <summary>Returns null if one side ended it, else the code of why the tunnel was closed.</summary>
    public async Task<string?> RunAsync(CancellationToken stopping)
    {
        using var idle = new CancellationTokenSource(times.Idle, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stopping);
        var (up, down) = (UpAsync(idle, end.Token), DownAsync(idle, end.Token));
        if (await Task.WhenAny(up, down) == up && up.IsCompletedSuccessfully && await up is null)
        {
            // The client has said all it will; what it asked for may still be on its way.
            _patience = times.HalfOpen;
            idle.CancelAfter(_patience);
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var timedOut = idle.IsCancellationRequested;
        await end.CancelAsync();
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return up.IsCompletedSuccessfully && await up is { } refused ? refused : timedOut ? EgressRejections.Idle : null;
    }

    private async Task<string?> UpAsync(CancellationTokenSource idle, CancellationToken cancellation)
    {
        if (await gate.PassAsync(client.Input, peer, cancellation) is { } refused)
            return refused;
        while (true)
        {
            var read = await client.Input.ReadAsync(cancellation);
            foreach (var octets in read.Buffer)
                await peer.WriteAsync(octets, cancellation);
            client.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
            idle.CancelAfter(_patience);
        }

        peer.Socket.Shutdown(SocketShutdown.Send);
        return null;
    }

    private async Task DownAsync(CancellationTokenSource idle, CancellationToken cancellation)
    {
        while (true)
        {
            _ = await peer.ReadAsync(Memory<byte>.Empty, cancellation); // waits without a buffer
            var count = await peer.ReadAsync(client.Output.GetMemory(ReadAtLeast), cancellation);
            if (count == 0)
                return;
            client.Output.Advance(count);
            var flushed = await client.Output.FlushAsync(cancellation);
            if (flushed.IsCompleted || flushed.IsCanceled)
                return;
            idle.CancelAfter(_patience);
        }
    }
}

/// <summary>How long a tunnel may stand still.</summary>
/// <param name="Idle">While both sides are there.</param>
/// <param name="HalfOpen">After the client has ended its side.</param>
internal sealed record TunnelTimes(TimeSpan Idle, TimeSpan HalfOpen)
{
    public static readonly TunnelTimes Default = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
}
