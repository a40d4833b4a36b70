using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>
/// Writes down how far subscribers have come: what happened within a quarter of a second at once. Killed before that, the program sends
/// again what it sent in that time; nothing is ever noted as sent before it was.
/// </summary>
internal sealed class ProgressWriter(IDbContextFactory<FedFilterContext> contexts, TimeProvider time, ILogger<ProgressWriter> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Lock _lock = new();
    private HashSet<Lane> _lanes = [];
    private HashSet<Receivers> _receivers = [];
    private List<long> _said = [];

    /// <summary>The store takes nothing at present. What was sent now would be sent again after a restart, so nothing is.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>It has come further.</summary>
    public void Note(Lane lane)
    {
        lock (_lock)
            _lanes.Add(lane);
    }

    /// <summary>Somebody is about to be sent a post.</summary>
    public void Note(Receivers receivers)
    {
        lock (_lock)
            _receivers.Add(receivers);
    }

    /// <summary>A message was said.</summary>
    public void NoteSaid(long message)
    {
        lock (_lock)
            _said.Add(message);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopping; FanOut, which is stopped before, has the rest written.
        }
    }

    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await WriteAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    public override void Dispose()
    {
        _timer.Dispose();
        _writing.Dispose();
        base.Dispose();
    }

    private async Task WriteAsync()
    {
        HashSet<Lane> lanes;
        HashSet<Receivers> receivers;
        List<long> said;
        (long Subscriber, Progress Progress)[] progress;
        lock (_lock)
        {
            if (_lanes.Count + _receivers.Count + _said.Count == 0)
                return;
            (lanes, _lanes) = (_lanes, []);
            (said, _said) = (_said, []);

            // In this order: whoever has come past a post was noted among its receivers before.
            progress = [.. lanes.Select(lane => (lane.Subscriber.Id, lane.Progress))];
            (receivers, _receivers) = (_receivers, []);
        }

        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            Write(context, progress, receivers, said);
            IsStuck = false;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            if (!IsStuck)
                FanOutLog.StoreFailed(log, e);
            IsStuck = true;
            lock (_lock)
            {
                _lanes.UnionWith(lanes);
                _receivers.UnionWith(receivers);
                _said.AddRange(said);
            }
        }
    }

    private static void Write(FedFilterContext context, (long Subscriber, Progress Progress)[] progress, HashSet<Receivers> receivers, List<long> said)
    {
        using var batch = new RelayBatch(context);
        foreach (var (subscriber, at) in progress)
            batch.Put(subscriber, at.Cursor, at.Tries, at.DueAt, at.Trouble, at.Delivered, at.DeliveredAt);
        foreach (var set in receivers)
            batch.PutReceivers(set.Post, set.Copy());
        foreach (var message in said)
            batch.RemoveMessage(message);
        batch.Commit();
    }
}
