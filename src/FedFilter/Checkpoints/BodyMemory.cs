namespace FedFilter.Checkpoints;

/// <summary>
/// Returns memory to the system after many large bodies. Their arrays are garbage by then, but an idle process does not collect garbage and would keep
/// it for days.
/// </summary>
internal sealed class BodyMemory(ClientLimits limits, TimeProvider time) : BackgroundService
{
    /// <summary>Less than this is not worth a collection, which stops the program for some milliseconds.</summary>
    public const long Worthwhile = 8 * 1024 * 1024;

    /// <summary>Collections are at least this far apart.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var (most, collected) = (0L, DateTimeOffset.MinValue);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var taken = limits.Bodies.Taken;
                most = Math.Max(most, taken);
                if (most < Worthwhile || taken > Worthwhile / 8 || time.GetUtcNow() - collected < Interval)
                    continue;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                (most, collected) = (taken, time.GetUtcNow());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
