namespace FedFilter.Peers;

/// <summary>
/// Token buckets by name, all of one size. Of a bucket only one time is kept, that at which it is full again (generic cell rate algorithm), so
/// one that is full by now needs no keeping. Bounded: the fullest go first.
/// </summary>
internal sealed class TokenBuckets(int burst, double perSecond, TimeProvider time)
{
    private const int Most = 100_000;

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly TimeSpan _whole = TimeSpan.FromSeconds(burst / perSecond);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _fullAt = new(StringComparer.Ordinal);

    /// <summary>Takes a token; false if there is none.</summary>
    public bool TryTake(string bucket)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var full = (_fullAt.TryGetValue(bucket, out var at) && at > now ? at : now) + _interval;
            if (full - now > _whole)
                return false;
            if (_fullAt.Count >= Most)
                Prune();
            _fullAt[bucket] = full;
            return true;
        }
    }

    private void Prune()
    {
        foreach (var (bucket, _) in _fullAt.OrderBy(pair => pair.Value).Take(Most / 2).ToArray())
            _fullAt.Remove(bucket);
    }
}
