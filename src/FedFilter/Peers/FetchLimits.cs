namespace FedFilter.Peers;

/// <summary>
/// How many key look-ups strangers can cause: each request may name a key id of its own, and each would be requests of ours to a host that
/// the stranger chose.
/// </summary>
/// <remarks>
/// A network that a host's verified requests came from in the last seven days has an allowance of its own for the keys of that host, which
/// nobody elsewhere can use up. All others share one for each host, of which one network gets a part. A large server's first burst, or a
/// few hundred accounts that it deletes at once, stays below every limit.
/// </remarks>
internal sealed class FetchLimits(TimeProvider time)
{
    /// <summary>Look-ups under way for networks that no verified request of the host came from.</summary>
    public const int MaxUnderWay = 4000;

    // The size of each bucket, and the look-ups a second that it refills by.
    private const int VerifiedBurst = 1000, VerifiedRate = 60;
    private const int NetworkAndHostBurst = 400, NetworkAndHostRate = 4;
    private const int NetworkBurst = 1200, NetworkRate = 10;
    private const int HostBurst = 800, HostRate = 20;
    private const int KnownHostBurst = 4000, KnownHostRate = 100;

    private readonly TokenBuckets _verified = new(VerifiedBurst, VerifiedRate, time);
    private readonly TokenBuckets _byNetworkAndHost = new(NetworkAndHostBurst, NetworkAndHostRate, time);
    private readonly TokenBuckets _byNetwork = new(NetworkBurst, NetworkRate, time);
    private readonly TokenBuckets _byHost = new(HostBurst, HostRate, time);
    private readonly TokenBuckets _byKnownHost = new(KnownHostBurst, KnownHostRate, time);

    /// <summary>Takes one look-up of a key of this host for this network; false if there is none left.</summary>
    /// <param name="network">The client's network.</param>
    /// <param name="host">The key id's host.</param>
    /// <param name="acquaintance">What is known of the host, and of its requests from this network.</param>
    public bool TryTake(string network, string host, Acquaintance acquaintance)
    {
        var both = $"{network} {host}";
        if (acquaintance == Acquaintance.Network)
            return _verified.TryTake(both);
        return _byNetworkAndHost.TryTake(both)
            && _byNetwork.TryTake(network)
            && (acquaintance == Acquaintance.Host ? _byKnownHost : _byHost).TryTake(host);
    }
}
