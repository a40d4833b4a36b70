using System.Net;
using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>
/// The connections, requests and body bytes that one client network may hold at a time, whoever the client is. Gateway and relay share them.
/// docs/reference/limits.md lists the numbers.
/// </summary>
internal sealed class ClientLimits(GatewaySettings settings)
{
    public const int MostConnections = 10_000;
    public const int MostRequests = 10_000;

    public const long BodyBytesPerNetwork = 32 * 1024 * 1024;
    public const long MostBodyBytes = 128 * 1024 * 1024;

    /// <summary>When a request that found no room may be tried again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    public FairQuota Connections { get; } = new(settings.ClientLimit, MostConnections);

    public FairQuota Requests { get; } = new(settings.ClientLimit, MostRequests);

    public FairQuota Bodies { get; } = new(BodyBytesPerNetwork, MostBodyBytes);

    public static Rejection TooBusy => new(503, "too-busy", "Too many requests of your network, or of all networks, are in flight. Try again later.", RetryAfter);

    /// <summary>The network a request counts for; null for a trusted proxy that names no client, since such a proxy may speak for everyone.</summary>
    public string? NetworkOf(HttpContext context)
    {
        var client = ForwardedChain.ClientOf(context, settings.TrustedProxies);
        return ForwardedChain.IsTrusted(client, settings.TrustedProxies) ? null : ClientNetwork.Of(client);
    }

    /// <summary>The network a connection counts for; null for a trusted proxy.</summary>
    public string? NetworkOf(EndPoint? remote)
    {
        var client = AddressOf(remote);
        return ForwardedChain.IsTrusted(client, settings.TrustedProxies) ? null : ClientNetwork.Of(client);
    }

    public static IPAddress AddressOf(EndPoint? remote)
    {
        var address = (remote as IPEndPoint)?.Address ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
