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
/// Two memory caches rather than HybridCache: that gives success and failure one lifetime and one bound, and a flood of invented key ids
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
    private readonly MemoryCache _missing = new(new MemoryCacheOptions { SizeLimit = MaxMissing, Clock = new CacheClock(time) });
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
            Keep(stored, confirmed: true);
            return new KeyLookup.Found(stored);
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
        var isConfirmed = entry is { Confirmed: true } && ReferenceEquals(entry.Key, key);
        var now = time.GetUtcNow();
        if (isConfirmed && entry!.LastVerified is { } last && last.From.Equals(client) && now - last.At < NoteAgain)
            return;

        acquaintances.Note(key.Peer, client);
        if (!isConfirmed)
        {
            looks.GiveBack(ShortName(key.KeyId), ClientNetwork.MachineOf(client), ClientNetwork.Of(client));
            entry = Keep(key, confirmed: true);
            store.Save(key);
        }

        entry!.LastVerified = new Verified(client, now);
    }

    private KeyLookup.Found? Known(string keyId, HttpContext context) =>
        _keys.Get<Entry>(keyId) is { Key: var key } && !options.OwnHosts(context).Contains(key.Peer) ? new KeyLookup.Found(key) : null;

    /// <summary>Asks the key's host. Null where it was asked for this client so lately that it is not asked again.</summary>
    private async ValueTask<KeyLookup?> LookAsync(KeyId keyId, KeyRequest request, CancellationToken cancellation)
    {
        if (!_underWay.TryGetValue(keyId.Text, out var look))
        {
            var client = options.ClientOf(request.Context);
            var (clientNetwork, machine) = (ClientNetwork.Of(client), ClientNetwork.MachineOf(client));
            if (!looks.TryTake(ShortName(keyId), machine, clientNetwork, acquaintances.IncludeMachine(keyId.Host, machine)))
                return null;
            var acquaintance = await acquaintances.OfAsync(keyId.Host, clientNetwork, cancellation);
            if ((_underWay.Count >= FetchLimits.MaxUnderWay && acquaintance != Acquaintance.Network) || !limits.TryTake(clientNetwork, keyId.Host, acquaintance))
            {
                looks.GiveBack(ShortName(keyId), machine, clientNetwork);
                return new KeyLookup.Missing(SignatureFault.KeyUnreachable, Busy);
            }

            var (signAs, budget) = (options.SignAs(request.Context), BudgetOf(request.Context));
            look = _underWay.GetOrAdd(keyId.Text, new Lazy<Task<KeyLookup>>(() => FetchAndKeepAsync(keyId, signAs, budget, request.Stale)));
        }

        // The look-up belongs to everyone who waits for it: whoever goes away stops waiting and does not stop it.
        return await look.Value.WaitAsync(cancellation);
    }

    private async Task<KeyLookup> FetchAndKeepAsync(KeyId keyId, SigningKey signAs, RequestBudget budget, VerificationKey? stale)
    {
        try
        {
            // Another request's look-up may have ended between this one's look and its turn.
            if (Newer(keyId, stale) is { } newer)
                return newer;

            var found = await fetch.FetchAsync(keyId, signAs, budget, CancellationToken.None);
            if (found is KeyLookup.Missing missing)
            {
                Forget(keyId, missing);
                return missing;
            }

            _missing.Remove(ShortName(keyId));
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
        _keys.Get<Entry>(keyId.Text) is { Key: var key } && key.Pem != stale?.Pem ? new KeyLookup.Found(key) : null;

    private Entry Keep(VerificationKey key, bool confirmed) => _keys.Set(key.KeyId, new Entry(key, confirmed), new MemoryCacheEntryOptions
    {
        Size = SizeOf(key),
        Priority = confirmed ? CacheItemPriority.High : CacheItemPriority.Low,
        AbsoluteExpirationRelativeToNow = confirmed ? Lasting : Unconfirmed,
    });

    /// <summary>A host that says there is no such key has withdrawn it; one that does not answer has said nothing.</summary>
    private void Forget(KeyId keyId, KeyLookup.Missing missing)
    {
        _missing.Set(ShortName(keyId), missing, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeyLooks.Every });
        if (missing.Fault != SignatureFault.KeyUnreachable && _keys.Get<Entry>(keyId.Text) is not null)
        {
            _keys.Remove(keyId.Text);
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
        _missing.Dispose();
    }

    private sealed record Entry(VerificationKey Key, bool Confirmed)
    {
        public Verified? LastVerified { get; set; }
    }

    private sealed record Verified(IPAddress From, DateTimeOffset At);
}
