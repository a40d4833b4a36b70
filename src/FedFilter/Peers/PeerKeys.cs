using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FedFilter.Network;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Peers;

/// <summary>
/// The keys of peers: in memory, then in the store, then from their hosts. Requests that name one key at one time make one look-up.
/// </summary>
/// <remarks>
/// Three memory caches rather than HybridCache: that gives success and failure one lifetime and one bound, and a flood of invented key ids
/// must neither push out good keys nor be remembered as long. A key that was fetched for a request that has not verified yet is kept
/// for minutes, in memory only; <see cref="Confirm"/> is what makes it lasting.
/// </remarks>
internal sealed class PeerKeys(
    PeerKeysOptions options, NetworkOptions network, KeyFetch fetch, KeyStore store, FetchLimits limits, KeyLooks looks, Acquaintances acquaintances, TimeProvider time)
    : IDisposable
{
    /// <summary>Requests of ours for one of a stranger: the key, its owner, the other signature style, and once without a signature.</summary>
    public const int MaxRequests = 4;

    private const int MaxMissing = 50_000;

    private static readonly TimeSpan Lasting = TimeSpan.FromHours(24);
    private static readonly TimeSpan Unconfirmed = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NoteAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _keys = new(new MemoryCacheOptions { SizeLimit = options.CacheBytes, Clock = new CacheClock(time) });
    private readonly MemoryCache _unconfirmed = new(new MemoryCacheOptions { SizeLimit = options.CacheBytes / 4, Clock = new CacheClock(time) });
    private readonly MemoryCache _missing = new(new MemoryCacheOptions { SizeLimit = MaxMissing, Clock = new CacheClock(time) });
    private readonly Lock _beginning = new();
    private readonly Lock _keeping = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<KeyLookup>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Finds a key; with <see cref="KeyRequest.Stale"/> set, fetches it anew, as often as <see cref="KeyLooks"/> allows.</summary>
    public async ValueTask<KeyLookup> FindAsync(KeyRequest request, CancellationToken cancellation)
    {
        // Only ids that were parsed once are in the cache; the most frequent case needs no parsing.
        if (request.Stale is null && Known(request.KeyId, request.Context) is { } known)
            return known;
        if (KeyId.Parse(request.KeyId, options.OwnHosts(request.Context), network.AllowHttp) is not { } keyId)
            return new KeyLookup.Missing(SignatureFault.KeyIdInvalid);

        if (request.Stale is { } stale)
            return Newer(keyId, stale) ?? await LookAsync(keyId, request, cancellation) ?? new KeyLookup.Found(stale);
        if (keyId.Text != request.KeyId && Known(keyId.Text, request.Context) is { } respelled)
            return respelled;
        if (await store.FindAsync(keyId, cancellation) is { } stored)
        {
            return new KeyLookup.Found(Keep(stored, out _).Key);
        }

        return await LookAsync(keyId, request, cancellation)
            ?? _missing.Get<KeyLookup.Missing>(ShortName(keyId))
            ?? new KeyLookup.Missing(SignatureFault.KeyUnreachable, KeyLooks.Every);
    }

    /// <summary>A signature verified with this key: from now on it is kept. Costs one look-up where it is known already.</summary>
    /// <param name="key">The key that verified.</param>
    /// <param name="client">Where the request came from.</param>
    public void Confirm(VerificationKey key, IPAddress client)
    {
        var entry = _keys.Get<Entry>(key.KeyId);
        var isConfirmed = entry is not null && ReferenceEquals(entry.Key, key);
        var now = time.GetUtcNow();
        if (isConfirmed && entry!.LastVerified is { } last && last.From.Equals(client) && now - last.At < NoteAgain)
            return;

        acquaintances.Note(key.Peer, client);
        if (!isConfirmed)
        {
            looks.GiveBack(ShortName(key.KeyId), ClientNetwork.MachineOf(client), ClientNetwork.Of(client));
            entry = Keep(key, out var isNew);
            if (isNew)
                store.Save(key);
        }

        entry!.LastVerified = new Verified(client, now);
    }

    private VerificationKey? InMemory(string keyId) => _keys.Get<Entry>(keyId)?.Key ?? _unconfirmed.Get<VerificationKey>(keyId);

    private KeyLookup.Found? Known(string keyId, HttpContext context) =>
        InMemory(keyId) is { } key && !options.OwnHosts(context).Contains(key.Peer) ? new KeyLookup.Found(key) : null;

    /// <summary>Asks the key's host. Null where it was asked for this client so lately that it is not asked again.</summary>
    private async ValueTask<KeyLookup?> LookAsync(KeyId keyId, KeyRequest request, CancellationToken cancellation)
    {
        if (!_underWay.TryGetValue(keyId.Text, out var look))
        {
            var client = options.ClientOf(request.Context);
            var acquaintance = await acquaintances.OfAsync(keyId.Host, ClientNetwork.Of(client), cancellation);
            (look, var answer) = Begin(keyId, request, client, acquaintance);
            if (look is null)
                return answer;
        }

        // The look-up belongs to everyone who waits for it: whoever goes away stops waiting and does not stop it.
        return await look.Value.WaitAsync(cancellation);
    }

    /// <summary>Begins a look-up or joins one; else the answer that there is without. In one step, so that of requests at one time only one uses up a look.</summary>
    private (Lazy<Task<KeyLookup>>? Look, KeyLookup? Answer) Begin(KeyId keyId, KeyRequest request, IPAddress client, Acquaintance acquaintance)
    {
        var (clientNetwork, machine, name) = (ClientNetwork.Of(client), ClientNetwork.MachineOf(client), ShortName(keyId));
        lock (_beginning)
        {
            if (_underWay.TryGetValue(keyId.Text, out var other))
                return (other, null);
            if (Newer(keyId, request.Stale) is { } newer)
                return (null, newer); // another request's look-up ended meanwhile
            if (!looks.TryTake(name, machine, clientNetwork, acquaintances.IncludeMachine(keyId.Host, machine)))
                return (null, null);
            if ((_underWay.Count >= FetchLimits.MaxUnderWay && acquaintance != Acquaintance.Network) || !limits.TryTake(clientNetwork, keyId.Host, acquaintance))
            {
                looks.GiveBack(name, machine, clientNetwork);
                return (null, new KeyLookup.Missing(SignatureFault.KeyUnreachable, Busy));
            }

            var (signAs, budget) = (options.SignAs(request.Context), BudgetOf(request.Context));
            return (_underWay[keyId.Text] = new(() => FetchAndKeepAsync(keyId, signAs, budget, request.Stale)), null);
        }
    }

    private async Task<KeyLookup> FetchAndKeepAsync(KeyId keyId, SigningKey signAs, RequestBudget budget, VerificationKey? stale)
    {
        try
        {
            var found = await fetch.FetchAsync(keyId, signAs, budget, CancellationToken.None);
            if (found is KeyLookup.Missing missing)
            {
                Forget(keyId, missing);
                return missing;
            }

            _missing.Remove(ShortName(keyId));
            var key = ((KeyLookup.Found)found).Key;
            if (_keys.Get<Entry>(keyId.Text) is { Key: var same } && same.Pem == key.Pem)
                return new KeyLookup.Found(same);
            _unconfirmed.Set(key.KeyId, key, new MemoryCacheEntryOptions { Size = SizeOf(key), AbsoluteExpirationRelativeToNow = Unconfirmed });
            _keys.Remove(key.KeyId);
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
        InMemory(keyId.Text) is { } key && key.Pem != stale?.Pem ? new KeyLookup.Found(key) : null;

    /// <summary>Keeps a confirmed key. The same key is not put in place of itself: whoever looks at that moment would find none.</summary>
    private Entry Keep(VerificationKey key, out bool isNew)
    {
        lock (_keeping)
        {
            var entry = _keys.Get<Entry>(key.KeyId);
            isNew = entry is null || entry.Key.Pem != key.Pem;
            return isNew
                ? _keys.Set(key.KeyId, new Entry(key), new MemoryCacheEntryOptions { Size = SizeOf(key), AbsoluteExpirationRelativeToNow = Lasting })
                : entry!;
        }
    }

    /// <summary>A host that says there is no such key has withdrawn it; one that does not answer has said nothing.</summary>
    private void Forget(KeyId keyId, KeyLookup.Missing missing)
    {
        _missing.Set(ShortName(keyId), missing, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeyLooks.Every });
        if (missing.Fault != SignatureFault.KeyUnreachable && InMemory(keyId.Text) is not null)
        {
            _keys.Remove(keyId.Text);
            _unconfirmed.Remove(keyId.Text);
            store.Forget(keyId.Text);
        }
    }

    /// <summary>One for the request, however many keys it names.</summary>
    private static RequestBudget BudgetOf(HttpContext context)
    {
        if (context.Features.Get<RequestBudget>() is not { } budget)
            context.Features.Set(budget = new RequestBudget(MaxRequests));
        return budget;
    }

    /// <summary>What is remembered of keys that are not there does not grow with the length of their ids.</summary>
    private static string ShortName(KeyId keyId) => ShortName(keyId.Text);

    private static string ShortName(string keyId) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(keyId)).AsSpan(0, 18));

    /// <summary>Bytes: the texts, the key as the cryptographic library holds it, and the entry.</summary>
    private static int SizeOf(VerificationKey key) => 3072 + (2 * (key.KeyId.Length + key.Owner.Length + key.Pem.Length));

    public void Dispose()
    {
        _keys.Dispose();
        _unconfirmed.Dispose();
        _missing.Dispose();
    }

    private sealed record Entry(VerificationKey Key)
    {
        public Verified? LastVerified { get; set; }
    }

    private sealed record Verified(IPAddress From, DateTimeOffset At);
}
