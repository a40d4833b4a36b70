using System.Threading.RateLimiting;

namespace FedFilter.Declarations;

/// <summary>How often requests may have peers asked: one domain with any number of hosts must not keep us busy.</summary>
internal sealed class AskLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byDomain = PartitionedRateLimiter.Create<string, string>(peer => RateLimitPartition.GetTokenBucketLimiter(
        Domain(peer), _ => new TokenBucketRateLimiterOptions { TokenLimit = 20, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true }));

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

    /// <summary>The last two labels: often too much in one, never too little.</summary>
    private static string Domain(string peer)
    {
        var last = peer.LastIndexOf('.');
        var before = last <= 0 ? -1 : peer.LastIndexOf('.', last - 1);
        return before < 0 ? peer : peer[(before + 1)..];
    }

    public void Dispose()
    {
        _byDomain.Dispose();
        _all.Dispose();
    }
}
