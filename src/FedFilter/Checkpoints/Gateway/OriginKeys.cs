using System.Collections.Concurrent;
using System.Net;
using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Finds the keys of signatures. Keys of peers come from <see cref="PeerKeys"/>; those of our own hosts from the origins themselves, because
/// origins behind one FedFilter federate with each other and some servers deliver to themselves. Such a key is read from the upstream and
/// never through the public name, which would lead back here.
/// </summary>
internal sealed class OriginKeys(PeerKeys peers, PeerKeysOptions options, OriginTable origins, OriginActorReader actors, TimeProvider time) : IDisposable
{
    /// <summary>Keys of own hosts in memory, those that are not there included.</summary>
    public const int MaxKeys = 10_000;

    /// <summary>Look-ups at origins at one time.</summary>
    public const int MaxUnderWay = 16;

    private static readonly TimeSpan Lasting = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _keys = new(new MemoryCacheOptions { SizeLimit = MaxKeys, Clock = new CacheClock(time) });
    private readonly ConcurrentDictionary<string, Lazy<Task<KeyLookup>>> _underWay = new(StringComparer.Ordinal);
    private readonly TokenBuckets _byNetwork = new(burst: 200, perSecond: 4, time);

    public async ValueTask<KeyLookup> FindAsync(KeyRequest request, CancellationToken cancellation)
    {
        // The ids of own hosts are invalid to PeerKeys. It goes first because nearly every key is in its memory.
        var found = await peers.FindAsync(request, cancellation);
        return found is KeyLookup.Missing { Fault: SignatureFault.KeyIdInvalid } && PeerIri.Parse(request.KeyId) is { } iri
            && origins.Find(iri.Host) is { } own && own.Origin.Scheme == iri.Scheme
            ? await FindAsync(new KeyId(iri), own, request, cancellation)
            : found;
    }

    private async Task<KeyLookup> FindAsync(KeyId keyId, OwnHost own, KeyRequest request, CancellationToken cancellation)
    {
        if (_keys.Get<Entry>(keyId.Text) is { } known && (known.IsFresh(time.GetUtcNow()) || request.Stale is null))
            return known.Found;
        if (_underWay.TryGetValue(keyId.Text, out var other))
            return await other.Value.WaitAsync(cancellation);

        var client = options.ClientOf(request.Context);
        if (_underWay.Count >= MaxUnderWay || !_byNetwork.TryTake(ClientNetwork.Of(client)))
            return new KeyLookup.Missing(SignatureFault.KeyUnreachable, Busy);

        // An origin that asks for signatures can verify that of another's FedFilter, but takes its own for a user that it does not have.
        var asked = GatewayRequest.Of(request.Context).Origin;
        var (askAs, signs) = (options.SignAs(request.Context), asked.Host != own.Origin.Host);
        return await _underWay.GetOrAdd(keyId.Text, new Lazy<Task<KeyLookup>>(() => ReadAsync(keyId, own, askAs, signs, client))).Value.WaitAsync(cancellation);
    }

    private async Task<KeyLookup> ReadAsync(KeyId keyId, OwnHost own, SigningKey askAs, bool signs, IPAddress client)
    {
        try
        {
            var found = await actors.ReadKeyAsync(keyId, own, askAs, signs, client, CancellationToken.None);
            if (found is not KeyLookup.Missing { Fault: SignatureFault.KeyUnreachable })
                _keys.Set(keyId.Text, new Entry(found, time.GetUtcNow()), new MemoryCacheEntryOptions
                {
                    Size = 1,
                    AbsoluteExpirationRelativeToNow = found is KeyLookup.Found ? Lasting : Again,
                });
            return found;
        }
        finally
        {
            _underWay.TryRemove(keyId.Text, out _);
        }
    }

    public void Dispose() => _keys.Dispose();

    private sealed record Entry(KeyLookup Found, DateTimeOffset At)
    {
        /// <summary>Whether it was read so lately that it is not read again, even for a signature that it does not verify.</summary>
        public bool IsFresh(DateTimeOffset now) => now - At < Again;
    }
}
