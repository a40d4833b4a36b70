using System.Net;
using FedFilter.Configuration;
using Microsoft.AspNetCore.Connections;

namespace FedFilter.Checkpoints.Egress;

/// <summary>The state of one connection to the proxy; requests that are read from it find it among their features.</summary>
internal sealed class EgressConnection
{
    public required IPAddress Client { get; init; }

    /// <summary>Whether it comes from one of <c>egress.clients</c>.</summary>
    public required bool IsClient { get; init; }

    /// <summary>Where a CONNECT led to, on a connection whose requests are read nevertheless; null for requests that name their own target.</summary>
    public EgressTarget? Tunnel { get; set; }

    public static EgressConnection Of(HttpContext context) =>
        context.Features.Get<EgressConnection>() ?? throw new InvalidOperationException("The connection did not come in at the egress endpoint.");

    public static EgressConnection From(ConnectionContext connection, EgressSettings settings)
    {
        var client = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (client.IsIPv4MappedToIPv6)
            client = client.MapToIPv4();
        return new EgressConnection { Client = client, IsClient = settings.Clients.Any(network => network.Contains(client)) };
    }
}
