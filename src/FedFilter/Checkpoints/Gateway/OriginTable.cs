using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Which origin a Host header means. Anything that is not configured means none.</summary>
internal sealed class OriginTable
{
    private readonly Dictionary<string, OwnHost> _byHost = new(StringComparer.OrdinalIgnoreCase);

    public OriginTable(GatewaySettings settings)
    {
        foreach (var origin in settings.Origins)
            foreach (var host in origin.Aliases.Prepend(origin.Host))
            {
                _byHost[host] = new OwnHost(origin, host);

                // A client may write out the default port; the canonical form never does (RFC 9110, section 7.2).
                if (!host.Contains(':', StringComparison.Ordinal))
                    _byHost[host + (origin.Scheme == Uri.UriSchemeHttps ? ":443" : ":80")] = new OwnHost(origin, host);
            }
    }

    public OwnHost? Find(string? host) => host is null ? null : _byHost.GetValueOrDefault(host);
}

/// <summary>One of our own names.</summary>
/// <param name="Origin">The origin it belongs to.</param>
/// <param name="Authority">The name in canonical form, as signatures cover it.</param>
internal sealed record OwnHost(OriginSettings Origin, string Authority);
