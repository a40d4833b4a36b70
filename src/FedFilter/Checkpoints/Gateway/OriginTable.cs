using FedFilter.Configuration;
using Microsoft.Extensions.Primitives;

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

    /// <summary>The own name in a Host header; null if there is not exactly one. The header is compared as it is: no library parses it before.</summary>
    public OwnHost? Find(StringValues host) => host is [{ } one] ? _byHost.GetValueOrDefault(one) : null;
}

/// <summary>One of our own names.</summary>
/// <param name="Origin">The origin it belongs to.</param>
/// <param name="Authority">The name in canonical form, as signatures cover it.</param>
internal sealed record OwnHost(OriginSettings Origin, string Authority);
