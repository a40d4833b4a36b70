using System.Collections.Concurrent;
using FedFilter.Network;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Peers;

/// <summary>
/// The keys of peers: in memory, then in the store, then from their hosts. Requests that name one key at one time make one fetch.
/// </summary>
/// <remarks>
/// Two memory caches rather than HybridCache: that gives success and failure one lifetime and one bound, and a flood of invented key ids
/// must neither push out good keys nor be remembered as long. A key that was fetched for a request that has not verified yet is kept
/// for minutes, in memory only; <see cref="Confirm"/> is what makes it lasting.
/// </remarks>
internal sealed class PeerKeys(PeerKeysOptions options, NetworkOptions network, KeyFetch fetch, KeyStore store, FetchLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lasting = TimeSpan.FromHours(24);
    private static readonly TimeSpan Unconfirmed = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NegativeFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnreachableFor = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _keys = new(new MemoryCacheOptions { SizeLimit = 100_000, Clock = new CacheClock(time) });
    private readonly MemoryCache _missing = new(new MemoryCacheOptions { SizeLimit = 20_000, Clock = new CacheClock(time) });
    private readonly ConcurrentDictionary<string, Lazy<Task<KeyLookup>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Finds a key; with <see cref="KeyRequest.Stale"/> set, fetches it anew, once in five minutes for a key and client network.</summary>
    public async ValueTask<KeyLookup> FindAsync(KeyRequest request, CancellationToken cancellation)
    {
        // Only ids that were parsed once are in the cache; the most frequent case needs no parsing.
        if (request.Stale is null && _keys.Get<Known>(request.KeyId) is { Key: var known } && !options.OwnHosts(request.Context).Contains(known.Peer))
            return new KeyLookup.Found(known);

        if (KeyId.Parse(request.KeyId, options.OwnHosts(request.Context), network.AllowHttp) is not { } keyId)
            return new KeyLookup.Missing(SignatureFault.KeyIdInvalid);

        var client = ClientNetwork.Of(options.ClientOf(request.Context));
        if (request.Stale is { } stale)
        {
            if (Newer(keyId, stale) is { } newer)
                return newer;
            if (!limits.TryTakeRefetch(keyId.Text, client))
                return new KeyLookup.Found(stale);
        }
        else if (_missing.Get<KeyLookup.Missing>(keyId.Text) is { } missing)
        {
            return missing;
        }
        else if (await store.FindAsync(keyId.Text, cancellation) is { } stored)
        {
            Keep(stored, confirmed: true);
            return new KeyLookup.Found(stored);
        }

        return await FetchAsync(keyId, client, request, cancellation);
    }

    /// <summary>A signature verified with this key: from now on it is kept. Costs one look-up where it is known already.</summary>
    public void Confirm(VerificationKey key)
    {
        if (_keys.Get<Known>(key.KeyId) is { Confirmed: true, Key: var known } && ReferenceEquals(known, key))
            return;
        Keep(key, confirmed: true);
        store.Save(key);
    }

    private async Task<KeyLookup> FetchAsync(KeyId keyId, string client, KeyRequest request, CancellationToken cancellation)
    {
        if (!_underWay.ContainsKey(keyId.Text) && !limits.TryTakeFetch(client, keyId.Host))
            return new KeyLookup.Missing(SignatureFault.KeyUnreachable, TimeSpan.FromSeconds(10));

        // The fetch belongs to everyone who waits for it: whoever goes away stops waiting and does not stop the fetch.
        var signAs = options.SignAs(request.Context);
        var mine = new Lazy<Task<KeyLookup>>(() => FetchAndKeepAsync(keyId, signAs, request.Stale));
        return await _underWay.GetOrAdd(keyId.Text, mine).Value.WaitAsync(cancellation);
    }

    private async Task<KeyLookup> FetchAndKeepAsync(KeyId keyId, SigningKey signAs, VerificationKey? stale)
    {
        try
        {
            // Another request's fetch may have ended between this one's look and its turn.
            if (Newer(keyId, stale) is { } newer)
                return newer;

            var found = await fetch.FetchAsync(keyId, signAs, CancellationToken.None);
            if (found is KeyLookup.Missing missing)
            {
                Forget(keyId, missing);
                return missing;
            }

            _missing.Remove(keyId.Text);
            var key = ((KeyLookup.Found)found).Key;
            Keep(key, confirmed: false);
            if (stale is not null && stale.Pem != key.Pem)
                options.OnNewKey(keyId.Host);
            return found;
        }
        finally
        {
            _underWay.TryRemove(keyId.Text, out _);
        }
    }

    private KeyLookup.Found? Newer(KeyId keyId, VerificationKey? stale) =>
        _keys.Get<Known>(keyId.Text) is { Key: var key } && key.Pem != stale?.Pem ? new KeyLookup.Found(key) : null;

    private void Keep(VerificationKey key, bool confirmed) =>
        _keys.Set(key.KeyId, new Known(key, confirmed), Entry(confirmed ? Lasting : Unconfirmed));

    /// <summary>A host that says there is no such key has withdrawn it; one that does not answer has said nothing.</summary>
    private void Forget(KeyId keyId, KeyLookup.Missing missing)
    {
        var unreachable = missing.Fault == SignatureFault.KeyUnreachable;
        _missing.Set(keyId.Text, missing, Entry(unreachable ? UnreachableFor : NegativeFor));
        if (!unreachable && _keys.Get<Known>(keyId.Text) is not null)
        {
            _keys.Remove(keyId.Text);
            store.Forget(keyId.Text);
        }
    }

    private static MemoryCacheEntryOptions Entry(TimeSpan lifetime) => new() { Size = 1, AbsoluteExpirationRelativeToNow = lifetime };

    public void Dispose()
    {
        _keys.Dispose();
        _missing.Dispose();
    }

    private sealed record Known(VerificationKey Key, bool Confirmed);

#pragma warning disable CS0618 // MemoryCache takes its time through this interface only
    private sealed class CacheClock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
#pragma warning restore CS0618
}
