using System.Threading.Channels;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>
/// Which lanes are ready. Those whose last delivery failed stand in a queue of their own with a smaller share, so that a thousand dead servers
/// cannot keep the living waiting.
/// </summary>
internal sealed class LaneQueue(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Channel<Lane> _living = Channel.CreateUnbounded<Lane>();
    private readonly Channel<Lane> _failing = Channel.CreateUnbounded<Lane>();
    private readonly PriorityQueue<Lane, long> _waiting = new();

    public ChannelReader<Lane> Living => _living.Reader;

    public ChannelReader<Lane> Failing => _failing.Reader;

    /// <summary>There may be something to do for it.</summary>
    public void Wake(Lane lane)
    {
        lock (_lock)
            if (lane.State == LaneState.Running)
                lane.IsWoken = true;
            else if (lane.State != LaneState.Ready)
                Settle(lane, Now());
    }

    /// <summary>Its turn has come.</summary>
    public void Begin(Lane lane)
    {
        lock (_lock)
            (lane.State, lane.IsWoken) = (LaneState.Running, false);
    }

    /// <summary>Its turn is over.</summary>
    /// <param name="lane">Which.</param>
    /// <param name="hasMore">Whether it has more to do, now or later.</param>
    public void End(Lane lane, bool hasMore)
    {
        lock (_lock)
        {
            lane.State = LaneState.Idle;
            if (hasMore || lane.IsWoken)
                Settle(lane, Now());
        }
    }

    /// <summary>Makes ready whose time has come.</summary>
    public void Look()
    {
        var now = Now();
        lock (_lock)
            while (_waiting.TryPeek(out var lane, out var due) && due <= now)
            {
                _waiting.Dequeue();
                if (lane.State == LaneState.Waiting && lane.Progress.DueAt == due) // else it has been woken since
                    Settle(lane, now);
            }
    }

    private void Settle(Lane lane, long now)
    {
        if (lane.Progress.DueAt is var due && due > now)
        {
            if (lane.State != LaneState.Waiting)
                _waiting.Enqueue(lane, due);
            lane.State = LaneState.Waiting;
            return;
        }

        lane.State = LaneState.Ready;
        (lane.Progress.Tries > 0 ? _failing : _living).Writer.TryWrite(lane);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
