namespace FedFilter.Checkpoints.Relay;

/// <summary>Tells whoever waits that there is something new in the store: a post, a message, another subscriber.</summary>
internal sealed class RelayWake
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends at the next <see cref="Wake"/>. To be had before one looks into the store, so that nothing is missed in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Wake() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
