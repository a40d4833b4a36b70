using FedFilter.Configuration;
using Microsoft.Extensions.Primitives;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Whether a Host header means the relay. A client may write out the default port; the canonical form never does (RFC 9110, section 7.2).</summary>
internal sealed class RelayHost(RelaySettings settings)
{
    private readonly string? _withPort = settings.Host.Contains(':', StringComparison.Ordinal) ? null : settings.Host + (settings.Scheme == Uri.UriSchemeHttps ? ":443" : ":80");

    public bool Is(StringValues host) =>
        host is [{ } one]
        && (one.Equals(settings.Host, StringComparison.OrdinalIgnoreCase) || (_withPort is not null && one.Equals(_withPort, StringComparison.OrdinalIgnoreCase)));
}
