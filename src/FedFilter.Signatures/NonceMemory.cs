using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Signatures;

/// <summary>
/// Nonces that verified signatures came with (RFC 9421, section 7.2.2). The same signature may come again, as it does when a sender tries
/// again after an answer was lost; another one with the nonce of an earlier one may not. Kept for as long as the signed time can count;
/// bounded, oldest out, and of each only a hash.
/// </summary>
internal sealed class NonceMemory
{
    private const int MaxNonces = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Use> _seen = [];
    private readonly Queue<UInt128> _order = new();

    /// <param name="keyId">The key that verified.</param>
    /// <param name="nonce">As it was signed.</param>
    /// <param name="signature">The signature it came with.</param>
    /// <param name="now">The time.</param>
    /// <param name="skew">How far a signed time may be off, both ways.</param>
    public bool IsFirstUse(string keyId, string nonce, ReadOnlySpan<byte> signature, DateTimeOffset now, TimeSpan skew)
    {
        var key = Hash(Encoding.UTF8.GetBytes($"{keyId}\n{nonce}"));
        var use = new Use(Hash(signature), now + skew + skew);
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && (_seen.Count >= MaxNonces || _seen[oldest].Until <= now))
                _seen.Remove(_order.Dequeue());
            if (!_seen.TryAdd(key, use))
                return _seen[key].Signature == use.Signature;
            _order.Enqueue(key);
            return true;
        }
    }

    private static UInt128 Hash(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(octets));

    private readonly record struct Use(UInt128 Signature, DateTimeOffset Until);
}
