using System.Net;

namespace FedFilter.Configuration;

/// <summary>The <c>egress</c> section: the proxy for the origin's own requests.</summary>
internal sealed record EgressSettings
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>Who may use it.</summary>
    public required IReadOnlyList<IPNetwork> Clients { get; init; }

    /// <summary>Where it may connect.</summary>
    public required IReadOnlySet<int> Ports { get; init; }

    /// <summary>Hosts that are never decided about.</summary>
    public required HostPatterns Always { get; init; }

    /// <summary>True: where the content cannot be seen, only hosts to which a delivery would pass are tunnelled to.</summary>
    public required bool Strict { get; init; }

    /// <summary>True: TLS ends here, with a certificate authority of our own.</summary>
    public required bool Intercept { get; init; }
}
