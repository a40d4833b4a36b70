using System.Runtime.InteropServices;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>To whom a post was sent; whether it arrived is not certain of all. One bit for each place, the lowest of each octet first.</summary>
internal sealed class Receivers(long post, byte[] bits)
{
    private readonly Lock _lock = new();
    private byte[] _bits = bits;

    public long Post => post;

    public bool Has(int place)
    {
        lock (_lock)
            return place / 8 < _bits.Length && (_bits[place / 8] & (1 << (place % 8))) != 0;
    }

    /// <returns>False if it was noted before.</returns>
    public bool Add(int place)
    {
        lock (_lock)
        {
            if (place / 8 >= _bits.Length)
                Array.Resize(ref _bits, (place / 8) + 64);
            ref var octet = ref _bits[place / 8];
            var before = octet;
            octet |= (byte)(1 << (place % 8));
            return octet != before;
        }
    }

    public byte[] Copy()
    {
        lock (_lock)
            return [.. _bits];
    }
}

/// <summary>One for each post as long as anybody looks at it, so that what one lane notes is what another sees.</summary>
internal sealed class ReceiverSets
{
    private const int Sweep = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, WeakReference<Receivers>> _sets = [];
    private int _sweepAt = Sweep;

    /// <param name="post">Which.</param>
    /// <param name="stored">What the store has of it; counts only if nobody looks at it yet.</param>
    public Receivers Of(long post, byte[] stored)
    {
        lock (_lock)
        {
            ref var reference = ref CollectionsMarshal.GetValueRefOrAddDefault(_sets, post, out _);
            if (reference is not null && reference.TryGetTarget(out var known))
                return known;
            var receivers = new Receivers(post, stored);
            reference = new WeakReference<Receivers>(receivers);
            if (_sets.Count > _sweepAt)
                RemoveDead();
            return receivers;
        }
    }

    private void RemoveDead()
    {
        foreach (var (post, reference) in _sets)
            if (!reference.TryGetTarget(out _))
                _sets.Remove(post);
        _sweepAt = Math.Max(Sweep, 2 * _sets.Count);
    }
}
