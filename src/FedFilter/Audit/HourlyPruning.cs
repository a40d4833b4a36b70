namespace FedFilter.Audit;

/// <summary>Prunes each hour; the first time some minutes after the start, when a clock that was wrong has been set, and the log was checked.</summary>
internal sealed class HourlyPruning(LogPruning pruning, HeadSigner signer, TimeProvider time, ILogger<HourlyPruning> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            await signer.Checked.WaitAsync(stoppingToken);
            while (true)
            {
                await PruneAsync(stoppingToken);
                await Task.Delay(TimeSpan.FromHours(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task PruneAsync(CancellationToken cancellation)
    {
        try
        {
            if (await pruning.RunAsync(dry: false, cancellation) is { } pruned and not { Details: 0, Entries: 0 })
                AuditLogMessages.Pruned(log, pruned.Details, pruned.Entries);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            AuditLogMessages.NotPruned(log, e);
        }
    }
}
