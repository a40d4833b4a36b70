namespace FedFilter.Admin;

/// <summary>
/// How often the button may be pressed. There are never more than a thousand checks a day to remember, so one list is enough to count all
/// three limits by, and it says to the second when the next one is free; the limiters of the framework know no clock but the system's.
/// </summary>
internal sealed class CheckLimits(TimeProvider time)
{
    private const int MostOfNetwork = 5;
    private const int MostOfAll = 1000;

    private static readonly TimeSpan ForHost = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ForNetwork = TimeSpan.FromHours(1);
    private static readonly TimeSpan ForAll = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset At, string Host, string Network)> _taken = [];

    /// <summary>Takes a turn. Null if there was one; else how long until there is.</summary>
    public TimeSpan? Take(string host, string network)
    {
        lock (_lock)
        {
            var (now, wait) = (time.GetUtcNow(), Wait(host, network));
            if (wait is null)
                _taken.Add((now, host, network));
            return wait;
        }
    }

    /// <summary>How long until there is a turn; null if there is one now.</summary>
    public TimeSpan? WaitFor(string host, string network)
    {
        lock (_lock)
            return Wait(host, network);
    }

    private TimeSpan? Wait(string host, string network)
    {
        var now = time.GetUtcNow();
        _taken.RemoveAll(taken => now - taken.At >= ForAll);
        TimeSpan?[] waits = [Left(taken => taken.Host == host, 1, ForHost), Left(taken => taken.Network == network, MostOfNetwork, ForNetwork), Left(_ => true, MostOfAll, ForAll)];
        return waits.Max();

        TimeSpan? Left(Predicate<(DateTimeOffset At, string Host, string Network)> counts, int most, TimeSpan span)
        {
            var within = _taken.FindAll(taken => counts(taken) && now - taken.At < span);
            return within.Count < most ? null : within[^most].At + span - now;
        }
    }
}
