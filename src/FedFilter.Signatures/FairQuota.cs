using System.Runtime.InteropServices;

namespace FedFilter.Signatures;

/// <summary>
/// Shares a scarce resource, such as memory for bodies, among clients that are not authenticated. A holder has at most its share and never more than
/// a third of what is left, so that greedy holders leave room for a modest one.
/// </summary>
/// <param name="each">The most that one holder may have.</param>
/// <param name="all">The most that all holders may have together; at least four times <paramref name="each"/>, or the share is never reached.</param>
public sealed class FairQuota(long each, long all)
{
    /// <summary>The number of others that could still take as much as any holder has.</summary>
    private const int Others = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _taken;

    /// <summary>The amount that all holders have together.</summary>
    public long Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>Takes an amount, or nothing at all. Each amount taken must be given back by <see cref="Return"/>.</summary>
    /// <param name="holder">The one that takes it; null counts towards the sum only.</param>
    /// <param name="amount">The amount.</param>
    public bool TryTake(string? holder, long amount)
    {
        lock (_lock)
        {
            var left = all - _taken;
            if (amount > left)
                return false;
            if (holder is not null)
            {
                var held = _held.GetValueOrDefault(holder) + amount;
                if (held > Math.Min(each, (left - amount) / Others))
                    return false;
                _held[holder] = held;
            }

            _taken += amount;
            return true;
        }
    }

    /// <summary>Gives an amount back.</summary>
    /// <param name="holder">The one that took it.</param>
    /// <param name="amount">The amount.</param>
    public void Return(string? holder, long amount)
    {
        lock (_lock)
        {
            _taken -= amount;
            if (holder is null)
                return;
            ref var held = ref CollectionsMarshal.GetValueRefOrNullRef(_held, holder);
            held -= amount;
            if (held == 0)
                _held.Remove(holder);
        }
    }
}
