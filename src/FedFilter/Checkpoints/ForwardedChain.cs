using System.Net;

namespace FedFilter.Checkpoints;

/// <summary>
/// Where a request came from, as far as our own proxies can be believed. Read from the right: each address counts only while
/// everything to its right is one of ours, so that a client cannot put words into it.
/// </summary>
/// <param name="Client">The nearest address that is not ours; used for counting, never for identity.</param>
/// <param name="Header">What goes on in X-Forwarded-For.</param>
internal readonly record struct ForwardedChain(IPAddress Client, string Header)
{
    /// <summary>The client alone; spares the request that is only counted the header.</summary>
    public static IPAddress ClientOf(HttpContext context, IReadOnlyList<IPNetwork> trusted)
    {
        var connection = ConnectionOf(context);
        return IsTrusted(connection, trusted) && context.Request.Headers.ContainsKey("X-Forwarded-For") ? Of(context, trusted).Client : connection;
    }

    public static ForwardedChain Of(HttpContext context, IReadOnlyList<IPNetwork> trusted)
    {
        var connection = ConnectionOf(context);
        var header = context.Request.Headers["X-Forwarded-For"];
        if (header.Count == 0)
            return new ForwardedChain(connection, connection.ToString());

        var chain = new List<IPAddress> { connection };
        var claimed = header.ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = claimed.Length - 1; i >= 0 && IsTrusted(chain[0], trusted); i--)
        {
            if (!IPAddress.TryParse(claimed[i], out var hop))
                break;
            chain.Insert(0, hop);
        }

        return new ForwardedChain(chain[0], string.Join(", ", chain));
    }

    public static bool IsTrusted(IPAddress address, IReadOnlyList<IPNetwork> trusted)
    {
        foreach (var network in trusted)
            if (network.Contains(address))
                return true;
        return false;
    }

    private static IPAddress ConnectionOf(HttpContext context)
    {
        var connection = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return connection.IsIPv4MappedToIPv6 ? connection.MapToIPv4() : connection;
    }
}
