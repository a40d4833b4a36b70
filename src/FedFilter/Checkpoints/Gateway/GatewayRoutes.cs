using FedFilter.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Routes and clusters of the reverse proxy, as fedfilter.yaml describes them: one cluster an origin, one more for each path prefix.</summary>
internal static class GatewayRoutes
{
    public const string AuthorizationPolicy = "federation";

    public static (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) Of(GatewaySettings settings)
    {
        var routes = new List<RouteConfig>();
        var clusters = new List<ClusterConfig>();
        foreach (var origin in settings.Origins)
        {
            Add(origin, prefix: "", origin.Upstream);
            foreach (var (prefix, upstreams) in origin.Paths)
                Add(origin, prefix, upstreams);
        }

        return (routes, clusters);

        void Add(OriginSettings origin, string prefix, IReadOnlyList<Uri> upstreams)
        {
            var id = origin.Host + prefix;
            clusters.Add(Cluster(id, origin, upstreams));
            routes.Add(new RouteConfig
            {
                RouteId = id,
                ClusterId = id,
                AuthorizationPolicy = AuthorizationPolicy,
                Order = prefix.Length == 0 ? 1 : 0,
                Match = new RouteMatch { Hosts = [.. origin.Aliases.Prepend(origin.Host).Select(Unicode)], Path = prefix.TrimEnd('/') + "/{**rest}" },
            });
        }
    }

    /// <summary>Routing compares the Host header in Unicode.</summary>
    private static string Unicode(string host) => HostString.FromUriComponent(host).Value ?? host;

    private static ClusterConfig Cluster(string id, OriginSettings origin, IReadOnlyList<Uri> upstreams) => new()
    {
        ClusterId = id,
        Metadata = origin.ReusesConnections ? new Dictionary<string, string> { [OriginClientFactory.ReuseConnections] = "true" } : null,
        Destinations = upstreams.ToDictionary(upstream => upstream.Authority, upstream => new DestinationConfig { Address = upstream.GetLeftPart(UriPartial.Authority) }),

        // Headers go through as they came, whatever octets they hold.
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = "utf-8", ResponseHeaderEncoding = "utf-8" },
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromMinutes(5) },

        // Only where there is another upstream to turn to; if all look ill, all are tried.
        HealthCheck = upstreams.Count < 2 ? null : new HealthCheckConfig
        {
            AvailableDestinationsPolicy = "HealthyOrPanic",
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(10) },
        },
    };
}
