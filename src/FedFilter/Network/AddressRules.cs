using System.Net;
using System.Net.Sockets;

namespace FedFilter.Network;

/// <summary>
/// Which addresses a peer may have: those of the public internet. The tables are the IANA special-purpose address registries for IPv4
/// and IPv6 (RFC 6890 and its successors), multicast and reserved space; lists shorter than these are how servers of the fediverse were
/// made to talk to their own networks.
/// </summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Only 2000::/3 is handed out at all; within it, what tunnels, documents or identifies.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    public static bool Allow(IPAddress address, IReadOnlyList<IPNetwork> exceptions)
    {
        // Whatever form it is written in, it would be this IPv4 address that is connected to.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return exceptions.Any(network => network.Contains(address)) || IsPublic(address);
    }

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !SpecialV4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => GlobalV6.Contains(address) && !SpecialV6.Any(network => network.Contains(address)),
        _ => false,
    };
}
