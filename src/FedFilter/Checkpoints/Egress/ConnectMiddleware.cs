using System.Net;
using System.Net.Sockets;
using FedFilter.Configuration;
using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// The egress endpoint's first step, below HTTP, where Kestrel would offer no way to answer a CONNECT. A tunnel that is not looked into begins
/// and ends here; everything else goes on to Kestrel's own reading of HTTP, by way of TLS where that is what comes.
/// </summary>
internal sealed class ConnectMiddleware(
    EgressSettings settings, EgressGround ground, NetworkOptions network, Admission admission, EgressRooms rooms, EgressRejections rejections,
    EgressMetrics metrics, EgressSeen seen, PolicyStore policies, TunnelTimes times, TimeProvider time, ILogger<ConnectMiddleware> log)
{
    /// <summary>For the head of a request, for a decision with the connection that follows, and for the first octet through a tunnel; each.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <summary>A fatal TLS alert, access_denied (RFC 8446, section 6.2): the client's log then names a reason instead of a lost connection.</summary>
    private static readonly byte[] AccessDenied = [TlsRecord.Alert, 3, 1, 0, 2, 2, 49];

    /// <param name="connection">The connection.</param>
    /// <param name="readHttp">Goes on to Kestrel's reading of plain HTTP.</param>
    /// <param name="readTls">Goes on by way of TLS.</param>
    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate readHttp, ConnectionDelegate readTls)
    {
        var egress = EgressConnection.From(connection, settings);
        connection.Features.Set(new ListenerFeature(Checkpoint.Egress));
        connection.Features.Set(egress);
        using var room = rooms.Enter();
        metrics.Opened();
        try
        {
            if (await BeginAsync(connection, egress, hasRoom: room is not null) is { } next)
                await (next == Next.Tls ? readTls : readHttp)(connection);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two sides went away; there is nobody to answer.
        }
        catch (Exception e)
        {
            EgressLog.Failed(log, connection.ConnectionId, e);
        }
        finally
        {
            metrics.Closed();
        }
    }

    private enum Next
    {
        Http,
        Tls,
    }

    /// <summary>What Kestrel reads next on the connection; null where it is done with.</summary>
    private async Task<Next?> BeginAsync(ConnectionContext connection, EgressConnection egress, bool hasRoom)
    {
        Beginning begin;
        using (var patience = new CancellationTokenSource(Patience, time))
            try
            {
                begin = await ConnectReader.ReadAsync(connection.Transport.Input, patience.Token);
            }
            catch (OperationCanceledException)
            {
                begin = new(null, ConnectReader.TooSlow, IsRequest: false);
            }

        if (begin.IsRequest && hasRoom)
            return Next.Http;
        var target = begin.Connect is null ? null : EgressTarget.Parse(begin.Connect.Target);
        var rejection = !hasRoom ? EgressRooms.Full
            : begin.Rejection ?? (begin.Connect is null ? null : ground.Refuses(egress, target) ?? OtherHost(connection, begin.Connect, target!));
        if (rejection is not null)
            await RefuseAsync(connection, egress, rejection);
        else if (begin.Connect is not null)
            return await ConnectAsync(connection, egress, begin.Connect, target!);
        return null;
    }

    private async Task<Next?> ConnectAsync(ConnectionContext connection, EgressConnection egress, ConnectHead head, EgressTarget target)
    {
        seen.Note(target.Host);
        var undecided = ground.IsUndecided(target);
        metrics.Taken(undecided ? "undecided" : settings.Intercept ? "intercepted" : "tunnel");
        if (settings.Intercept && !undecided)
            return await ReadOnAsync(connection, egress, target);

        var unseen = false;
        using var patience = new CancellationTokenSource(Patience, time);
        if (!undecided)
        {
            var verdict = await admission.AdmitTunnelAsync(Question(egress, head, target), settings.Strict, patience.Token);
            if (verdict.Effective != Outcome.Allow)
            {
                await AnswerAsync(connection, EgressAnswer.Of(verdict));
                return null;
            }

            unseen = verdict.Code == Admission.EgressUnseen;
        }

        var (peer, rejection) = await DialAsync(target, patience.Token);
        using (peer)
            if (rejection is not null || ConnectReader.HasMore(connection.Transport.Input))
                await RefuseAsync(connection, egress, rejection ?? ConnectReader.EarlyOctets);
            else
                await TunnelAsync(connection, egress, target, peer!, unseen);
        return null;
    }

    private async Task TunnelAsync(ConnectionContext connection, EgressConnection egress, EgressTarget target, NetworkStream peer, bool unseen)
    {
        if (unseen)
            rejections.Count(egress.Client, Admission.EgressUnseen); // without the host: one entry a minute, not one for each stranger
        await connection.Transport.Output.WriteAsync(Established);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var gate = new ClientHelloGate(egress, target, ground, policies, rejections, time);
        if (await new Tunnel(connection.Transport, peer, gate, times, time).RunAsync(stopping) is not { } closed)
            return;
        rejections.Count(egress.Client, closed, target.Host);
        if (closed is EgressRejections.OtherName or EgressRejections.NoName or EgressRejections.HiddenName or EgressRejections.Malformed)
            await connection.Transport.Output.WriteAsync(AccessDenied);
    }

    /// <summary>The tunnel ends here: what comes through it is read, request by request.</summary>
    private async Task<Next?> ReadOnAsync(ConnectionContext connection, EgressConnection egress, EgressTarget target)
    {
        egress.Tunnel = target;
        await connection.Transport.Output.WriteAsync(Established);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await ConnectReader.PeekAsync(connection.Transport.Input, patience.Token) switch
            {
                null => null,
                TlsRecord.Handshake => Next.Tls,
                _ => Next.Http,
            };
        }
        catch (OperationCanceledException)
        {
            rejections.Count(egress.Client, EgressRejections.Silent, target.Host);
            return null;
        }
    }

    private async Task<(NetworkStream? Peer, Rejection? Rejection)> DialAsync(EgressTarget target, CancellationToken patience)
    {
        try
        {
            return (await GuardedConnection.ConnectAsync(network, resolve: null, new DnsEndPoint(target.Host, target.Port), patience), null);
        }
        catch (ForbiddenAddressException)
        {
            return (null, PeerFailure.Private);
        }
        catch (OperationCanceledException)
        {
            return (null, PeerFailure.Slow);
        }
        catch (SocketException)
        {
            return (null, PeerFailure.Unreachable);
        }
    }

    /// <summary>Some clients name the proxy there (Mint, with which Akkoma asks): only the name of another server says something else.</summary>
    private static Rejection? OtherHost(ConnectionContext connection, ConnectHead head, EgressTarget target) =>
        EgressTarget.Parse(head.Host, target.Port) is { } named && named != target && named.Port != (connection.LocalEndPoint as IPEndPoint)?.Port
            ? new Rejection(400, "egress-host", "The Host header names another host than the CONNECT does.")
            : null;

    private AdmissionQuestion Question(EgressConnection egress, ConnectHead head, EgressTarget target) => new()
    {
        Checkpoint = Checkpoint.Egress,
        Direction = Direction.Outbound,
        Kind = RequestKind.Delivery,
        Signer = target.Peer,
        Origin = ground.OnlyOrigin,
        Path = "/",
        Target = target.Authority,
        UserAgent = head.UserAgent,
        Client = egress.Client,
    };

    private async Task RefuseAsync(ConnectionContext connection, EgressConnection egress, Rejection rejection)
    {
        rejections.Count(egress.Client, rejection.Code);
        await AnswerAsync(connection, EgressAnswer.Of(rejection));
    }

    private static async Task AnswerAsync(ConnectionContext connection, EgressAnswer answer) => await connection.Transport.Output.WriteAsync(answer.ToOctets());
}
