namespace FedFilter.Audit;

/// <summary>Has written down what was counted, whenever a wall-clock minute has ended, and when the program stops.</summary>
internal sealed class MinuteEnd(RefusalRollup refusals, RejectionRollup rejections, IdentityRollup identities, TimeProvider time) : BackgroundService
{
    // Looking each second follows a clock that is set, which a wait for the end of the minute would not.
    private readonly PeriodicTimer _look = new(TimeSpan.FromSeconds(1), time);
    private long _minute = MinuteOf(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _look.WaitForNextTickAsync(stoppingToken))
                if (MinuteOf(time) is var now && now != _minute)
                {
                    _minute = now;
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
        await Task.WhenAll(FlushAsync(), identities.FlushAllAsync()).WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _look.Dispose();
        base.Dispose();
    }

    private Task FlushAsync() => Task.WhenAll(refusals.FlushAsync(), rejections.FlushAsync(), identities.FlushAsync());

    private static long MinuteOf(TimeProvider time) => time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
}
