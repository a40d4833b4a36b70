using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>Forgets what was posted once nobody waits for it, and after a while that it was.</summary>
internal sealed class PostPruning(
    IDbContextFactory<FedFilterContext> contexts, Lanes lanes, RecentPosts posts, RelayBacklog backlog, FanOutMetrics metrics, TimeProvider time, ILogger<PostPruning> log)
    : BackgroundService
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>A deletion that comes later goes to everyone.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    private long _without; // up to here no post has a body any more

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await PruneSafelyAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task PruneSafelyAsync(CancellationToken cancellation)
    {
        try
        {
            await PruneAsync(cancellation);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            FanOutLog.StoreFailed(log, e);
        }
    }

    private async Task PruneAsync(CancellationToken cancellation)
    {
        var (now, cursor) = (Now(), posts.End);
        var inLog = lanes.All.Where(lane => lane.Subscriber.IsInLog).ToList();
        foreach (var lane in inLog)
            cursor = Math.Min(cursor, lane.Progress.Cursor);
        metrics.Waiting = inLog.Count(lane => lane.Progress.Cursor < posts.End || lane.HasMessages);
        metrics.Oldest = await posts.AfterAsync(cursor, cancellation) is { } oldest ? (now - oldest.TakenAt) / 1000.0 : 0;

        // As it is written down: what is sent again after a restart must still be there.
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        cursor = await context.RelaySubscribers.Where(row => row.Place != null).MinAsync(row => (long?)row.Cursor, cancellation) ?? cursor;
        var tooOld = now - (long)(DeliverySchedule.Longest + Margin).TotalMilliseconds;
        while (_without < posts.End)
        {
            var last = _without + AtOnce;
            await context.RelayPosts.Where(post => post.Sequence > _without && post.Sequence <= last && post.Body != null && (post.Sequence <= cursor || post.TakenAt < tooOld))
                .ExecuteUpdateAsync(post => post.SetProperty(row => row.Body, (byte[]?)null), cancellation);
            if (await context.RelayPosts.Where(post => post.Sequence > _without && post.Body != null).MinAsync(post => (long?)post.Sequence, cancellation) is not { } next)
                break;
            if (next <= last)
            {
                _without = next - 1;
                break;
            }

            _without = last;
        }

        await backlog.CountAsync(_without, cancellation);
        var longAgo = now - (long)Remembered.TotalMilliseconds;
        await context.RelayPosts.Where(post => post.TakenAt < longAgo).OrderBy(post => post.TakenAt).Take(AtOnce).ExecuteDeleteAsync(cancellation);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
