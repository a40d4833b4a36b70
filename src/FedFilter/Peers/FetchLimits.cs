using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Peers;

/// <summary>
/// How often strangers can make us fetch: each request may name a key id of its own, and each would be a request of ours to a host that
/// the stranger chose.
/// </summary>
internal sealed class FetchLimits : IDisposable
{
    private static readonly TimeSpan RefetchEvery = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<string> _byNetwork = Bucket(burst: 120, perSecond: 4);
    private readonly PartitionedRateLimiter<string> _byHost = Bucket(burst: 240, perSecond: 8);
    private readonly MemoryCache _refetched = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly TimeProvider _time;

    public FetchLimits(TimeProvider time) => _time = time;

    /// <summary>One more fetch for this client network, from this host?</summary>
    public bool TryTakeFetch(string network, string host)
    {
        using var byNetwork = _byNetwork.AttemptAcquire(network);
        if (!byNetwork.IsAcquired)
            return false;
        using var byHost = _byHost.AttemptAcquire(host);
        return byHost.IsAcquired;
    }

    /// <summary>One slot for a key and a client network in five minutes: whoever sends bad signatures cannot make us ask again and again.</summary>
    public bool TryTakeRefetch(string keyId, string network)
    {
        var slot = (keyId, network);
        var now = _time.GetUtcNow();
        if (_refetched.TryGetValue(slot, out DateTimeOffset last) && now - last < RefetchEvery)
            return false;
        _refetched.Set(slot, now, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RefetchEvery });
        return true;
    }

    private static PartitionedRateLimiter<string> Bucket(int burst, int perSecond) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    public void Dispose()
    {
        _byNetwork.Dispose();
        _byHost.Dispose();
        _refetched.Dispose();
    }
}
