using System.Net;
using FedFilter.Signatures.Keys;

namespace FedFilter.Peers;

/// <summary>What finding keys needs to know of the rest of the program.</summary>
internal sealed record PeerKeysOptions
{
    /// <summary>Hosts that are ours where a request came in: nobody else signs in their name there.</summary>
    public required Func<HttpContext, IReadOnlySet<string>> OwnHosts { get; init; }

    /// <summary>Whose name our own fetch for a request is signed in.</summary>
    public required Func<HttpContext, SigningKey> SignAs { get; init; }

    /// <summary>Where a request came from; used for limits only.</summary>
    public required Func<HttpContext, IPAddress> ClientOf { get; init; }

    /// <summary>Told when a host publishes another key than before.</summary>
    public Action<string> OnNewKey { get; init; } = static _ => { };

    /// <summary>Bits of the longest RSA modulus that counts.</summary>
    public int MaxRsaBits { get; init; } = VerificationKey.DefaultMaxRsaBits;

    /// <summary>Bytes of all keys in memory.</summary>
    public long CacheBytes { get; init; } = 128 * 1024 * 1024;
}
