using System.Threading.Channels;
using FedFilter.Configuration;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Replay;

/// <summary>
/// Keeps what was decided for <c>policy replay</c>. Noting costs a request next to nothing and never waits: each second what was noted is
/// taken and counted, each minute it is written. What there is no room or no store for is lost, and how much that was is kept instead.
/// </summary>
internal sealed class DecisionRecorder(
    IDbContextFactory<FedFilterContext> contexts, Settings settings, ReplayMetrics metrics, TimeProvider time, ILogger<DecisionRecorder> log) : BackgroundService
{
    public const int MaxWaiting = 16_384;
    public const int MaxKinds = 20_000;

    // Between batches others may write: a refusal waits for its entry.
    private const int MaxBatch = 1_000;

    private readonly Channel<Decided> _waiting = Channel.CreateBounded<Decided>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Dictionary<DecisionKind, long> _counted = [];
    private readonly PeriodicTimer _look = new(TimeSpan.FromSeconds(1), time);
    private readonly bool _isOn = settings.Audit.ReplayKeep > TimeSpan.Zero;
    private long _lost;
    private long _minute = MinuteOf(time);

    /// <summary>How much was noted and not counted yet.</summary>
    public int Waiting => _waiting.Reader.Count;

    public void Note(in Decided decided)
    {
        if (_isOn && !_waiting.Writer.TryWrite(decided))
            Lose(1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _look.WaitForNextTickAsync(stoppingToken))
            {
                Count();
                if (MinuteOf(time) is var now && now != _minute)
                {
                    _minute = now;
                    await FlushAsync();
                }
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

    public override void Dispose()
    {
        _look.Dispose();
        base.Dispose();
    }

    /// <summary>Writes what was counted, and drops what is older than it is to be kept.</summary>
    private async Task FlushAsync()
    {
        Count();
        foreach (var batch in _counted.Chunk(MaxBatch))
            if (!await TryWriteAsync(context => context.RecentDecisions.AddRange(batch.Select(pair => pair.Key.Row(pair.Value)))))
                Lose(batch.Sum(pair => pair.Value));
        _counted.Clear();

        var lost = Interlocked.Exchange(ref _lost, 0);
        var row = new LostDecisionsRow { Time = time.GetUtcNow().ToUnixTimeMilliseconds(), Count = lost };
        if (lost > 0 && !await TryWriteAsync(context => context.LostDecisions.Add(row)))
            Interlocked.Add(ref _lost, lost); // told the next time
        await PruneAsync();
    }

    private void Count()
    {
        while (_waiting.Reader.TryRead(out var decided))
        {
            var kind = DecisionKind.Of(decided);
            if (_counted.TryGetValue(kind, out var count) || _counted.Count < MaxKinds)
                _counted[kind] = count + 1;
            else
                Lose(1);
        }
    }

    private async Task<bool> TryWriteAsync(Action<FedFilterContext> add)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            add(context);
            await context.SaveChangesAsync();
            return true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            ReplayLog.NotWritten(log, e);
            return false;
        }
    }

    private async Task PruneAsync()
    {
        var oldest = (time.GetUtcNow() - settings.Audit.ReplayKeep).ToUnixTimeMilliseconds();
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            await context.RecentDecisions.Where(row => row.Minute < oldest).ExecuteDeleteAsync();
            await context.LostDecisions.Where(row => row.Time < oldest).ExecuteDeleteAsync();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            ReplayLog.NotPruned(log, e);
        }
    }

    private void Lose(long count)
    {
        Interlocked.Add(ref _lost, count);
        metrics.Lost(count);
    }

    private static long MinuteOf(TimeProvider time) => time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
}
