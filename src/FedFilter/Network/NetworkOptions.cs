using System.Net;

namespace FedFilter.Network;

/// <summary>The <c>network</c> section: exceptions from what the guarded client allows.</summary>
internal sealed record NetworkOptions
{
    /// <summary>Ranges peers may have although they are not public.</summary>
    public IReadOnlyList<IPNetwork> AllowPrivate { get; init; } = [];

    /// <summary>Hosts, without port, that may be reached by plain http.</summary>
    public IReadOnlySet<string> AllowHttp { get; init; } = new HashSet<string>();

    /// <summary>Host, without port, to address, instead of DNS.</summary>
    public IReadOnlyDictionary<string, FixedAddress> Resolve { get; init; } = new Dictionary<string, FixedAddress>();

    /// <summary>PEM files of roots that are trusted beside the system's.</summary>
    public IReadOnlyList<string> CaFiles { get; init; } = [];
}

/// <summary>Where a host really is; the port only where it is not the URL's.</summary>
internal sealed record FixedAddress(IPAddress Address, int? Port);
