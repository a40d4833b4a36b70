using System.Net;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Peers;

/// <summary>How well a host is known where a request of it seems to come from.</summary>
internal enum Acquaintance
{
    /// <summary>No request of the host was verified in the last seven days.</summary>
    None,

    /// <summary>One was, from another network.</summary>
    Host,

    /// <summary>One was, from this network.</summary>
    Network,
}

/// <summary>
/// Which hosts' requests were verified in the last seven days, and from which networks they came: what a stranger cannot bring about in
/// another's name. In memory, bounded, the longest unused out; after a restart the stored keys tell of the hosts.
/// </summary>
internal sealed class Acquaintances(KeyStore store, TimeProvider time) : IDisposable
{
    private const int Most = 200_000;

    private static readonly TimeSpan Lasting = TimeSpan.FromDays(7);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = Most, Clock = new CacheClock(time) });

    /// <summary>A request of the host was verified, and it came from this address.</summary>
    public void Note(string host, IPAddress client)
    {
        Put((host, ""), true, Lasting);
        Put((host, ClientNetwork.Of(client)), true, Lasting);
        Put((host, ClientNetwork.MachineOf(client)), true, Lasting);
    }

    public async ValueTask<Acquaintance> OfAsync(string host, string network, CancellationToken cancellation)
    {
        if (_seen.TryGetValue((host, network), out _))
            return Acquaintance.Network;
        if (_seen.TryGetValue((host, ""), out bool known))
            return known ? Acquaintance.Host : Acquaintance.None;
        known = await store.HoldsKeyOfAsync(host, cancellation);
        Put((host, ""), known, known ? Lasting : AskAgain);
        return known ? Acquaintance.Host : Acquaintance.None;
    }

    /// <summary>Whether a verified request of the host came from this very machine.</summary>
    public bool IncludeMachine(string host, string machine) => _seen.TryGetValue((host, machine), out _);

    private void Put((string Host, string Place) key, bool known, TimeSpan lifetime) =>
        _seen.Set(key, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime });

    public void Dispose() => _seen.Dispose();
}
