using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>One subscriber on its way through the log. It costs no task and no timer while there is nothing to do.</summary>
internal sealed class Lane(RelaySubscriberRow row, long end)
{
    private readonly Lock _lock = new();

    public Subscriber Subscriber { get; private set; } = Subscriber.Of(row);

    public Progress Progress { get; private set; } = Progress.Of(row);

    /// <summary>
    /// Up to here a post that was not noted as sent may have been: the program can have been killed between the two. It ends where the log
    /// ended at the start, and there is none for who was waiting for another try.
    /// </summary>
    public long UnsureUntil { get; } = row.Tries == 0 ? end : 0;

    /// <summary>Whether the relay has something to say to it.</summary>
    public bool HasMessages { get; set; }

    /// <summary>The last that was said.</summary>
    public long LastMessage { get; set; }

    public LaneState State { get; set; }

    /// <summary>While it runs: there is more to do than when it began.</summary>
    public bool IsWoken { get; set; }

    public void Take(RelaySubscriberRow row)
    {
        Subscriber = Subscriber.Of(row);
        Move(progress => progress.With(Progress.Of(row)));
    }

    public void Move(Func<Progress, Progress> change)
    {
        lock (_lock)
            Progress = change(Progress);
    }
}

/// <summary>Where a lane is; belongs to <see cref="LaneQueue"/>.</summary>
internal enum LaneState
{
    Idle,

    /// <summary>Ready, and waits for its turn.</summary>
    Ready,

    Running,

    /// <summary>Waits for a time.</summary>
    Waiting,
}
