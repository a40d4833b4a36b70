using FedFilter.Network;

namespace FedFilter.Configuration;

/// <summary>fedfilter.yaml, read and checked. Relative paths are already resolved against the file's folder.</summary>
internal sealed record Settings
{
    /// <summary>The file it was read from, for messages.</summary>
    public required string File { get; init; }

    public required string Data { get; init; }

    public required string Policies { get; init; }

    public required GatewaySettings Gateway { get; init; }

    /// <summary>The proxy for the origin's own requests; null where it is off.</summary>
    public EgressSettings? Egress { get; init; }

    /// <summary>The relay; null where it is off.</summary>
    public RelaySettings? Relay { get; init; }

    /// <summary>Whether the log holds debug lines and stack traces.</summary>
    public required bool Debug { get; init; }

    public required NetworkOptions Network { get; init; }

    public required AuditSettings Audit { get; init; }

    /// <summary>Webhooks that are told when something waits for the admin.</summary>
    public required IReadOnlyList<Uri> Notify { get; init; }

    /// <summary>Sections that are set but that this version does not act on yet; <c>serve</c> and <c>doctor</c> say so.</summary>
    public required IReadOnlyList<string> NotActedOn { get; init; }

    /// <summary>Every host that is ours: never fetched as a peer, never decided about.</summary>
    public IReadOnlySet<string> OwnHosts => field ??= Gateway.Origins
        .SelectMany(origin => origin.Aliases.Prepend(origin.Host))
        .ToHashSet(StringComparer.Ordinal);
}
