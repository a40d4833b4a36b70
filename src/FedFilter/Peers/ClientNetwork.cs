using System.Net;
using System.Net.Sockets;

namespace FedFilter.Peers;

/// <summary>The network a client sits in, as limits count it: /24 of IPv4, /48 of IPv6. Single addresses are cheap to change.</summary>
internal static class ClientNetwork
{
    public static string Of(IPAddress address) => Cut(address, v4: 24, v6: 48);

    /// <summary>What one machine has: an address of IPv4, a /64 of IPv6 (RFC 4291, section 2.5.1).</summary>
    public static string MachineOf(IPAddress address) => Cut(address, v4: 32, v6: 64);

    private static string Cut(IPAddress address, int v4, int v6)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var octets = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
        Array.Clear(octets, kept / 8, octets.Length - (kept / 8));
        return $"{new IPAddress(octets)}/{kept}";
    }
}
