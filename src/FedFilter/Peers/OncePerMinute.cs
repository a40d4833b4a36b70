namespace FedFilter.Peers;

/// <summary>Lets one log line of a kind through in a minute: what strangers send must not fill the log.</summary>
internal sealed class OncePerMinute(TimeProvider time)
{
    private long _next;

    public bool TryTake()
    {
        var now = time.GetUtcNow().UtcTicks;
        var next = Interlocked.Read(ref _next);
        return now >= next && Interlocked.CompareExchange(ref _next, now + TimeSpan.TicksPerMinute, next) == next;
    }
}
