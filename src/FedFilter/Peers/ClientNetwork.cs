using System.Net;
using System.Net.Sockets;

namespace FedFilter.Peers;

/// <summary>The network a client sits in, as limits count it: /24 of IPv4, /48 of IPv6. Single addresses are cheap to change.</summary>
internal static class ClientNetwork
{
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var octets = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        Array.Clear(octets, kept, octets.Length - kept);
        return $"{new IPAddress(octets)}/{kept * 8}";
    }
}
