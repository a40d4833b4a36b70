using FedFilter.Configuration;

namespace FedFilter.Lists;

/// <summary>
/// Keeps the copies of fetched lists fresh while the program runs. It only writes them: <see cref="PolicyWatch"/> takes a changed copy
/// into force as it does a changed file, the whole set at once.
/// </summary>
internal sealed class ListWatch(PolicyStore policies, ListRefresh refresh, TimeProvider time, ILogger<ListWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await LookSafelyAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task LookSafelyAsync(CancellationToken cancellation)
    {
        try
        {
            await refresh.RefreshAsync(policies.Current.Lists.Select(list => list.Declaration), cancellation);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            ListsLog.LookFailed(log, e);
        }
    }
}
