using System.Globalization;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Where the origin wants to go: the host in canonical form, which is decided about, is the one that is connected to.</summary>
internal sealed record EgressTarget(string Host, int Port)
{
    public const int Https = 443;
    public const int Http = 80;

    /// <summary>What the policy knows it by: with the port only where it is no scheme's default.</summary>
    public string Peer => Port is Https or Http ? Host : Authority;

    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>
    /// Reads <c>host:port</c> (RFC 9112, section 3.2.3), or <c>host</c> where there is a default port. Null where it names no server that a
    /// peer may have: IP addresses in any notation, single labels, user names, ports that are none. Never throws.
    /// </summary>
    public static EgressTarget? Parse(string? authority, int? defaultPort = null)
    {
        if (authority is null || authority.Length > 512)
            return null;
        var colon = authority.LastIndexOf(':');
        var port = defaultPort ?? 0;
        if (colon >= 0 && !TryReadPort(authority.AsSpan(colon + 1), out port))
            return null;
        return port > 0 && PeerName.TryParse(colon < 0 ? authority : authority[..colon], out var host) && !host.Contains(':', StringComparison.Ordinal)
            ? new EgressTarget(host, port)
            : null;
    }

    /// <summary>Whether a host name from TLS, which has no port, is this host in any spelling.</summary>
    public bool IsNamedBy(string name) => !name.Contains(':', StringComparison.Ordinal) && PeerName.TryParse(name, out var host) && host == Host;

    private static bool TryReadPort(ReadOnlySpan<char> digits, out int port)
    {
        port = 0;
        return digits.Length is > 0 and <= 5 && digits[0] != '0'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
    }
}
