using System.Net;

namespace FedFilter.Checkpoints.Relay;

/// <summary>A request to the relay, as its intake took it.</summary>
internal sealed record RelayRequest
{
    /// <summary>The request target as it was sent.</summary>
    public required string RawTarget { get; init; }

    public required string Path { get; init; }

    /// <summary>The nearest address that is not one of our own proxies.</summary>
    public required IPAddress Client { get; init; }

    public static RelayRequest Of(HttpContext context) =>
        context.Features.Get<RelayRequest>() ?? throw new InvalidOperationException("The request has not been through RelayIntake.");
}
