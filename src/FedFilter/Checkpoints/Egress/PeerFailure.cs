using System.Security.Authentication;
using FedFilter.Network;
using Yarp.ReverseProxy.Forwarder;

namespace FedFilter.Checkpoints.Egress;

/// <summary>What the origin is told where a host cannot be reached; as without the proxy it tries again, unless it must never go there.</summary>
internal static class PeerFailure
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromMinutes(1);

    public static Rejection Private => new(403, "egress-address", "The host has an address that is not public; if it is one of yours, name its range in network.allow-private.");

    public static Rejection Unreachable => new(502, "egress-unreachable", "The host cannot be reached right now.", ComeBack);

    public static Rejection Slow => new(504, "egress-unreachable", "The host does not answer in time.", ComeBack);

    public static Rejection Untrusted => new(502, "egress-certificate", "The host's certificate is not one that this machine trusts; further roots go into network.ca-files.", ComeBack);

    public static Rejection Of(IForwarderErrorFeature failure, int status)
    {
        for (var e = failure.Exception; e is not null; e = e.InnerException)
            switch (e)
            {
                case ForbiddenAddressException:
                    return Private;
                case AuthenticationException:
                    return Untrusted;
            }

        return status == StatusCodes.Status504GatewayTimeout ? Slow : Unreachable;
    }
}
