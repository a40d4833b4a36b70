namespace FedFilter.Peers;

#pragma warning disable CS0618 // MemoryCache takes its time through this interface only
internal sealed class CacheClock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
#pragma warning restore CS0618
