namespace FedFilter.Audit;

/// <summary>Has written down what was counted, whenever a wall-clock minute has ended, and when the program stops.</summary>
internal sealed class MinuteEnd(RefusalRollup refusals, RejectionRollup rejections, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Looking each second follows a clock that is set, which a wait for the end of the minute would not.
        using var timer = new PeriodicTimer(Look, time);
        var minute = Minute();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (Minute() is var now && now != minute)
                {
                    minute = now;
                    await FlushAsync();
                }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync().WaitAsync(cancellationToken);
    }

    private Task FlushAsync() => Task.WhenAll(refusals.FlushAsync(), rejections.FlushAsync());

    private long Minute() => time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
}
