using FedFilter.Policy.Facts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The gateway endpoint's first step, below TLS: closes connections beyond <see cref="ClientLimits.Connections"/> at once, before they cost a
/// handshake. Connections of trusted proxies are not counted.
/// </summary>
internal sealed class ConnectionLimit(ClientLimits limits, GatewayMetrics metrics, RejectionRecord record)
{
    /// <summary>The code under which closed connections are counted; nothing is answered.</summary>
    public const string Code = "too-many-connections";

    public static void Use(ListenOptions endpoint) => endpoint.Use(next =>
    {
        var limit = endpoint.ApplicationServices.GetRequiredService<ConnectionLimit>();
        return connection => limit.OnConnectionAsync(connection, next);
    });

    private async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (limits.NetworkOf(connection.RemoteEndPoint) is not { } network)
        {
            await next(connection);
            return;
        }

        if (!limits.Connections.TryTake(network, 1))
        {
            metrics.Rejected(Code);
            record.Count(Checkpoint.Gateway, Code, ClientLimits.AddressOf(connection.RemoteEndPoint));
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            limits.Connections.Return(network, 1);
        }
    }
}
