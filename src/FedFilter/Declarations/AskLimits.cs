using System.Threading.RateLimiting;
using FedFilter.Network;

namespace FedFilter.Declarations;

/// <summary>How often requests may cause queries to peers: 1 a second and 20 at once for each registrable domain, 50 a second and 500 at once in all.</summary>
internal sealed class AskLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byDomain = PartitionedRateLimiter.Create<string, string>(peer => RateLimitPartition.GetTokenBucketLimiter(
        RegistrableDomain.Of(peer), _ => new TokenBucketRateLimiterOptions { TokenLimit = 20, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true }));

    private readonly TokenBucketRateLimiter _all = new(
        new TokenBucketRateLimiterOptions { TokenLimit = 500, TokensPerPeriod = 50, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true });

    public bool TryTake(string peer)
    {
        using var one = _byDomain.AttemptAcquire(peer);
        if (!one.IsAcquired)
            return false;
        using var all = _all.AttemptAcquire();
        return all.IsAcquired;
    }

    public void Dispose()
    {
        _byDomain.Dispose();
        _all.Dispose();
    }
}
