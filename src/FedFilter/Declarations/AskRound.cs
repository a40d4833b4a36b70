using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>Asks every known peer when its time has come, a few at a time: a slow one keeps its own turn only.</summary>
internal sealed class AskRound(Gathering gathering, PeerRecords records, DeclarationsOptions options, TimeProvider time, ILogger<AskRound> log) : BackgroundService
{
    private const int AtATime = 8;
    private const int Batch = 64;
    private static readonly TimeSpan AfterFault = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The peers of a new policy are not all asked at once.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromHours(6);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);

    private string? _enrolled;
    private DateTimeOffset _prunedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                while (await RoundSafelyAsync(stoppingToken) == Batch)
                {
                    // More are waiting.
                }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Asks those that are due; gives back how many.</summary>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await records.NoticeAsync(cancellation);
        var (revision, named) = options.Named();
        await PruneAsync(named, cancellation);
        if (revision != _enrolled)
        {
            await records.EnrolAsync(named, Spread, cancellation);
            _enrolled = revision;
        }

        var due = await records.DueAsync(Batch, cancellation);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (peer, ending) => await AskSafelyAsync(peer, ending));
        return due.Count;
    }

    private async Task PruneAsync(IReadOnlyCollection<string> named, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - _prunedAt < PruneInterval)
            return;
        await records.PruneAsync(named, cancellation);
        _prunedAt = now;
    }

    /// <summary>A fault of ours about one peer keeps that one waiting, and no other.</summary>
    private async Task AskSafelyAsync(string peer, CancellationToken cancellation)
    {
        try
        {
            await gathering.GatherAsync(peer, all: false, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or System.Data.Common.DbException or DbUpdateException))
        {
            DeclarationsLog.Faulty(log, peer, e);
            await records.MakeDueAsync(peer, AfterFault, cancellation);
        }
    }

    private async Task<int> RoundSafelyAsync(CancellationToken cancellation)
    {
        try
        {
            return await RoundAsync(cancellation);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            DeclarationsLog.StoreFailed(log, e.GetBaseException().Message);
            return 0;
        }
    }
}
