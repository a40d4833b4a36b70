namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>When a server that did not take something is tried again: ever less often, and not all at one time.</summary>
internal static class DeliverySchedule
{
    /// <summary>What was taken longer ago is sent to nobody any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Slowest = TimeSpan.FromHours(3);

    /// <param name="tries">How often it failed before.</param>
    /// <param name="asked">How long the server asks to be left alone.</param>
    public static TimeSpan Next(int tries, TimeSpan? asked)
    {
        var wait = First * Math.Pow(2, Math.Min(tries, 12));
        wait = (wait < Slowest ? wait : Slowest) * (0.5 + (0.5 * Random.Shared.NextDouble()));
        return asked > wait ? asked.Value : wait;
    }
}
