using FedFilter.Configuration;
using FedFilter.Network;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Where the proxy goes at all, whatever the policy says: what keeps it from being an open one. Cheap tests, nothing is resolved.</summary>
internal sealed class EgressGround(EgressSettings settings, Settings all, NetworkOptions network)
{
    /// <summary>Whose requests these are, where there is only one server that they can be of; else empty.</summary>
    public string OnlyOrigin => all.Gateway.Origins is [var only] ? only.Host : "";

    /// <summary>Why nobody is taken there; null if the target is on the ground.</summary>
    public Rejection? Refuses(EgressConnection connection, EgressTarget? target)
    {
        if (!connection.IsClient)
            return new Rejection(403, "egress-client", "This proxy serves the addresses in egress.clients alone.");
        if (target is null)
            return new Rejection(400, "egress-target", "A proxy request names a server by its public host name: no IP address, no name without a dot.");
        return settings.Ports.Contains(target.Port)
            ? null
            : new Rejection(403, "egress-port", $"This proxy does not connect to port {target.Port}; egress.ports names those it does.");
    }

    /// <summary>Why plain http is not spoken with a host; null if it may be.</summary>
    public Rejection? RefusesHttp(EgressTarget target) => network.AllowHttp.Contains(target.Host)
        ? null
        : new Rejection(403, "egress-http", "Plain http is spoken only with the hosts in network.allow-http.");

    /// <summary>Whether nothing is decided about a host: it is one of <c>egress.always</c>, or one of our own.</summary>
    public bool IsUndecided(EgressTarget target) => IsAlways(target) || all.OwnHosts.Contains(target.Peer);

    /// <summary>Whether a host is one of <c>egress.always</c>.</summary>
    public bool IsAlways(EgressTarget target) => settings.Always.Include(target.Peer);
}
