namespace FedFilter.Audit;

/// <summary>Does one thing after the other, in the order they were asked for; whoever asks waits for those before as well.</summary>
internal sealed class InTurn
{
    private Task _last = Task.CompletedTask;

    public async Task RunAsync(Func<Task> work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Interlocked.Exchange(ref _last, ended.Task);
        try
        {
            await work();
        }
        finally
        {
            ended.SetResult();
        }
    }
}
