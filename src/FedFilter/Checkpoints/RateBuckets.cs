using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>
/// Keeps count for rules that limit: one bucket for each rule and peer. Of a bucket only one time is kept, that at which it is full again
/// (generic cell rate algorithm), so one that is full by now needs no keeping. Bounded: the fullest go first.
/// </summary>
internal sealed class RateBuckets(TimeProvider time)
{
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rule, string Peer), DateTimeOffset> _fullAt = [];

    /// <summary>Takes one token, or more at once. Returns null if they were available, otherwise the wait.</summary>
    public TimeSpan? Take(string rule, string peer, Rate rate, int count = 1)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var full = (_fullAt.TryGetValue((rule, peer), out var at) && at > now ? at : now) + (rate.Interval * count);
            if (full - now > rate.Per)
                return full - now - rate.Per;
            if (_fullAt.Count >= Most)
                Prune();
            _fullAt[(rule, peer)] = full;
            return null;
        }
    }

    private void Prune()
    {
        foreach (var (bucket, _) in _fullAt.OrderBy(pair => pair.Value).Take(Most / 2).ToArray())
            _fullAt.Remove(bucket);
    }
}
