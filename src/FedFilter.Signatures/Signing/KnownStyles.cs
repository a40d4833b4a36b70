using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Signatures.Signing;

/// <summary>
/// Which style a server took, or signed in itself, so that it is knocked at in that style first. Bounded and forgotten after a day: servers
/// change their software. Safe to share between threads.
/// </summary>
public sealed class KnownStyles : IDisposable
{
    private const int MaxServers = 50_000;

    private static readonly TimeSpan Lasting = TimeSpan.FromDays(1);

    private readonly MemoryCache _styles = new(new MemoryCacheOptions { SizeLimit = MaxServers });
    private readonly TimeProvider _time;

    /// <param name="time">The clock by which entries are forgotten.</param>
    public KnownStyles(TimeProvider time) => _time = time;

    /// <summary>The style to begin with; <see cref="SignatureStyle.Cavage"/> where nothing is known, since most servers take that alone.</summary>
    /// <param name="authority">The server, as <see cref="VerificationKey.Peer"/> gives it.</param>
    public SignatureStyle FirstFor(string authority) =>
        _styles.TryGetValue(authority, out Entry? entry) && _time.GetUtcNow() - entry!.Since < Lasting ? entry.Style : SignatureStyle.Cavage;

    /// <summary>Remembers what a server took or, once its signature has verified, what it signed in itself.</summary>
    /// <param name="authority">The server, as <see cref="VerificationKey.Peer"/> gives it.</param>
    /// <param name="style">The style to begin with from now on.</param>
    public void Remember(string authority, SignatureStyle style)
    {
        if (FirstFor(authority) == style)
            return;
        _styles.Set(authority, new Entry(style, _time.GetUtcNow()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lasting });
    }

    /// <inheritdoc/>
    public void Dispose() => _styles.Dispose();

    private sealed record Entry(SignatureStyle Style, DateTimeOffset Since);
}
