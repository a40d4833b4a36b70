namespace FedFilter.Peers;

/// <summary>
/// How often one key is looked for: once a minute for a machine, four times a minute for a network. So nobody can make us ask again and
/// again, and nobody can use up the look of the key's true owner, who sends from elsewhere. What verified gives its look back.
/// </summary>
internal sealed class KeyLooks(TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private const int ForNetwork = 4;
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Key, string Place), Look> _looks = [];

    /// <summary>Takes one look; false if there is none left.</summary>
    /// <param name="key">A short name of the key; ids can be long.</param>
    /// <param name="machine">The machine that a request came from.</param>
    /// <param name="network">Its network.</param>
    /// <param name="isKnown">Whether verified requests of the key's host come from this machine: then its neighbours do not count against it.</param>
    public bool TryTake(string key, string machine, string network, bool isKnown)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (CountOf((key, machine), now) >= 1 || (!isKnown && CountOf((key, network), now) >= ForNetwork))
                return false;
            if (_looks.Count >= Most)
                Prune();
            Add((key, machine), now);
            Add((key, network), now);
            return true;
        }
    }

    /// <summary>A signature from this machine verified with the key that was found.</summary>
    public void GiveBack(string key, string machine, string network)
    {
        lock (_lock)
        {
            _looks.Remove((key, machine));
            if (_looks.TryGetValue((key, network), out var look))
                _looks[(key, network)] = look with { Count = look.Count - 1 };
        }
    }

    private int CountOf((string Key, string Place) slot, DateTimeOffset now) => _looks.TryGetValue(slot, out var look) && look.Until > now ? look.Count : 0;

    private void Add((string Key, string Place) slot, DateTimeOffset now)
    {
        var count = CountOf(slot, now);
        _looks[slot] = new Look(count == 0 ? now + Every : _looks[slot].Until, count + 1);
    }

    private void Prune()
    {
        foreach (var (slot, _) in _looks.OrderBy(pair => pair.Value.Until).Take(Most / 2).ToArray())
            _looks.Remove(slot);
    }

    private readonly record struct Look(DateTimeOffset Until, int Count);
}
