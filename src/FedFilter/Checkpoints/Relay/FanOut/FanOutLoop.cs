using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>
/// Sends what is published to whom it is for. One loop looks for what is new; others begin deliveries, as many as there are processors, since
/// a signature is most of the work of one. What is under way then costs only memory, and is bounded.
/// </summary>
internal sealed class FanOutLoop(
    Lanes lanes, LaneQueue queue, LaneRun runs, ProgressWriter progress, RelayWake wake, FanOutMetrics metrics, TimeProvider time, ILogger<FanOutLoop> log) : BackgroundService
{
    private const int MostLiving = 1024;
    private const int MostFailing = 64;

    /// <summary>How often it is looked whose time has come; at what other processes did, every so many times.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private const int TicksBetween = 4;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    /// <summary>After a fault of ours, so that it does not go in circles.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _living = new(MostLiving);
    private readonly SemaphoreSlim _failing = new(MostFailing);
    private readonly CancellationTokenSource _ending = new();
    private bool _isBlind;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        [
            LookAsync(stoppingToken),
            .. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => BeginAsync(queue.Living, _living, stoppingToken), stoppingToken)),
            Task.Run(() => BeginAsync(queue.Failing, _failing, stoppingToken), stoppingToken),
        ]);

    /// <summary>What is under way ends, and is written down.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _ending.CancelAfter(Grace);
        for (var i = 0; i < MostLiving; i++)
            await _living.WaitAsync(cancellationToken);
        for (var i = 0; i < MostFailing; i++)
            await _failing.WaitAsync(cancellationToken);
        await progress.FlushAsync();
    }

    public override void Dispose()
    {
        _living.Dispose();
        _failing.Dispose();
        _ending.Dispose();
        base.Dispose();
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (tick, ticks, woken) = (timer.WaitForNextTickAsync(stopping).AsTask(), 0, Task.CompletedTask);
        try
        {
            while (true)
            {
                if (woken.IsCompleted || ++ticks % TicksBetween == 0)
                {
                    woken = wake.Next;
                    await LookOnceAsync(stopping);
                }

                queue.Look();
                if (await Task.WhenAny(woken, tick) == tick)
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(stopping).AsTask();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task LookOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await lanes.LookAsync(cancellation);
            _isBlind = false;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            if (!_isBlind)
                FanOutLog.StoreFailed(log, e);
            _isBlind = true;
        }
    }

    private async Task BeginAsync(System.Threading.Channels.ChannelReader<Lane> ready, SemaphoreSlim room, CancellationToken stopping)
    {
        try
        {
            await foreach (var lane in ready.ReadAllAsync(stopping))
            {
                if (progress.IsStuck)
                    await UntilWrittenAsync(stopping);
                await room.WaitAsync(stopping); // last: who has room gives it back
                _ = RunAsync(lane, room);
                await Task.Yield(); // requests of the gateway's come in between
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task UntilWrittenAsync(CancellationToken stopping)
    {
        using var ticks = new PeriodicTimer(Interval, time);
        while (progress.IsStuck)
            await ticks.WaitForNextTickAsync(stopping);
    }

    private async Task RunAsync(Lane lane, SemaphoreSlim room)
    {
        queue.Begin(lane);
        metrics.Began();
        var hasMore = false;
        try
        {
            hasMore = await runs.RunAsync(lane, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends; what was not noted is sent again.
        }
        catch (Exception e)
        {
            FanOutLog.RunFailed(log, lane.Subscriber.Host, e);
            var until = (time.GetUtcNow() + Rest).ToUnixTimeMilliseconds();
            lane.Move(at => at.Held(until));
            hasMore = true;
        }
        finally
        {
            metrics.Left();
            queue.End(lane, hasMore);
            lanes.Leave(lane);
            room.Release();
        }
    }
}
