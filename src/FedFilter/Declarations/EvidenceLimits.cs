using FedFilter.Network;

namespace FedFilter.Declarations;

/// <summary>
/// How many changes are recorded one by one in a day (UTC) of hosts that the policy does not name: anyone can publish and withdraw commitments on any number
/// of hosts. Further ones are counted.
/// </summary>
internal sealed class EvidenceLimits(TimeProvider time)
{
    public const int MaxOfDomain = 20;
    public const int MaxOfAll = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofDomain = new(StringComparer.Ordinal);
    private DateOnly _day;
    private int _ofAll;

    public bool TryTake(string peer)
    {
        var (domain, day) = (RegistrableDomain.Of(peer), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        lock (_lock)
        {
            if (day != _day)
            {
                (_day, _ofAll) = (day, 0);
                _ofDomain.Clear();
            }

            var taken = _ofDomain.GetValueOrDefault(domain);
            if (_ofAll >= MaxOfAll || taken >= MaxOfDomain)
                return false;
            (_ofAll, _ofDomain[domain]) = (_ofAll + 1, taken + 1);
            return true;
        }
    }
}
