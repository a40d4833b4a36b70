using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using FedFilter.Network;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Contexts;

/// <summary>What is known of the contexts that a delivery names.</summary>
internal enum ContextOutcome
{
    /// <summary>All were read, and each leaves the words that are decided by what they are.</summary>
    Kept,

    /// <summary>One gives such a word another meaning, or another name.</summary>
    Redefined,

    /// <summary>One cannot be had right now.</summary>
    Unreachable,

    /// <summary>One is at no address that is fetched, could not be had for a day, or names ever more others.</summary>
    Unusable,
}

/// <summary>
/// Contexts that are not shipped: each is fetched once by its address, and what matters of it is kept in memory for a day. Requests that name one
/// at one time make one fetch. A server could give its origin another text than us; what it says to us is all that can be looked at. Fetches are not signed:
/// processors of JSON-LD fetch contexts anonymously (JSON-LD 1.1 API, section 9.4), so a context that needs a signature is of no use to the origin either.
/// </summary>
internal sealed class ContextDocuments(ResourceClient resources, NetworkOptions network, TimeProvider time) : IDisposable
{
    /// <summary>Contexts of one delivery together, those that contexts name included.</summary>
    public const int MostOfDelivery = RemoteContexts.Most;

    /// <summary>How long a delivery is held because of a context that cannot be had.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>How long it is left alone after a failure; what a delivery is told to wait.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private const int MaxOctets = 256 * 1024;
    private const int MaxRedirects = 3;
    private const long MaxKept = 8 * 1024 * 1024;
    private const int EntryOverhead = 512;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });
    private readonly ConcurrentDictionary<string, Lazy<Task<Entry>>> _underWay = new(StringComparer.Ordinal);
    private readonly PartitionedRateLimiter<string> _byNetwork = Bucket(burst: 30, perMinute: 30);
    private readonly PartitionedRateLimiter<string> _byHost = Bucket(burst: 30, perMinute: 30);

    /// <summary>Looks at contexts and at all that these name.</summary>
    /// <param name="addresses">Those that a delivery names and that are not known.</param>
    /// <param name="client">The network that it came from, which may cause so many fetches.</param>
    /// <param name="ours">The host in whose name they are fetched.</param>
    /// <param name="cancellation">Ends the waiting, not the fetch.</param>
    public async ValueTask<ContextOutcome> LookAtAsync(IReadOnlyList<string> addresses, string client, string ours, CancellationToken cancellation)
    {
        var outcome = ContextOutcome.Kept;
        var all = new List<string>(addresses);
        for (var i = 0; i < all.Count; i++)
        {
            if (all.Count > MostOfDelivery)
                return ContextOutcome.Unusable;
            var entry = await FindAsync(all[i], client, ours, cancellation);
            if (entry.Outcome is ContextOutcome.Redefined or ContextOutcome.Unusable)
                return entry.Outcome;
            if (entry.Outcome == ContextOutcome.Unreachable)
                outcome = ContextOutcome.Unreachable;
            all.AddRange(entry.Named.Where(named => !all.Contains(named)));
        }

        return outcome;
    }

    private async ValueTask<Entry> FindAsync(string address, string client, string ours, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var known = _kept.Get<Entry>(address);
        if (known is not null && now < known.FreshUntil)
            return known;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !GuardedRequest.Allows(url, network))
            return new Entry(ContextOutcome.Unusable, [], now);
        if (!_underWay.ContainsKey(address) && !TryTake(client, url.IdnHost))
            return new Entry(ContextOutcome.Unreachable, [], now);

        var mine = new Lazy<Task<Entry>>(() => FetchAsync(address, url, ours, known));
        return await _underWay.GetOrAdd(address, mine).Value.WaitAsync(cancellation);
    }

    private async Task<Entry> FetchAsync(string address, Uri url, string ours, Entry? known)
    {
        try
        {
            var request = new ResourceRequest(url, "application/ld+json, application/json")
            {
                MaxOctets = MaxOctets,
                MaxRedirects = MaxRedirects,
                UserAgent = GuardedRequest.UserAgentOf($"https://{ours}/"),
            };
            var now = time.GetUtcNow();
            var entry = await resources.GetAsync(request, CancellationToken.None) is ResourceFetch.Fetched fetched && IsJson(fetched.MediaType) && Read(fetched.Body) is { } text
                ? new Entry(text.Keeps ? ContextOutcome.Kept : ContextOutcome.Redefined, text.Named, now + Lifetime)
                : Failed(known, now);
            _kept.Set(address, entry, new MemoryCacheEntryOptions { Size = address.Length + EntryOverhead + entry.Named.Sum(named => named.Length) });
            return entry;
        }
        finally
        {
            _underWay.TryRemove(address, out _);
        }
    }

    private static ContextText? Read(byte[] body) => KnownContexts.IncludeText(body) ? new ContextText(true, []) : ContextText.Read(body);

    /// <summary>A text that was read once goes on for as long as its host is away; without one, a delivery is held for a day.</summary>
    private static Entry Failed(Entry? known, DateTimeOffset now)
    {
        if (known?.Outcome is ContextOutcome.Kept or ContextOutcome.Redefined)
            return known with { FreshUntil = now + Pause };
        var since = known?.FailingSince ?? now;
        return new Entry(now - since < Patience ? ContextOutcome.Unreachable : ContextOutcome.Unusable, [], now + Pause) { FailingSince = since };
    }

    private bool TryTake(string client, string host)
    {
        using var byNetwork = _byNetwork.AttemptAcquire(client);
        if (!byNetwork.IsAcquired)
            return false;
        using var byHost = _byHost.AttemptAcquire(host);
        return byHost.IsAcquired;
    }

    private static bool IsJson(string? type) => type is "application/ld+json" or "application/json" || (type is not null && type.EndsWith("+json", StringComparison.Ordinal));

    private static PartitionedRateLimiter<string> Bucket(int burst, int perMinute) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    public void Dispose()
    {
        _kept.Dispose();
        _byNetwork.Dispose();
        _byHost.Dispose();
    }

    private sealed record Entry(ContextOutcome Outcome, IReadOnlyList<string> Named, DateTimeOffset FreshUntil)
    {
        public DateTimeOffset? FailingSince { get; init; }
    }
}
