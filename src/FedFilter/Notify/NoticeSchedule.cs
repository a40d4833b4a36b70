namespace FedFilter.Notify;

/// <summary>When a notice that was not taken is sent again: ever less often, not all at one time, for a day.</summary>
internal static class NoticeSchedule
{
    /// <summary>From then on nobody is told any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Slowest = TimeSpan.FromHours(1);

    /// <summary>How long to wait; null if the day is over by then.</summary>
    /// <param name="tries">How often it was sent without success before.</param>
    /// <param name="waited">How long it has waited so far.</param>
    /// <param name="asked">How long the webhook asks to be left alone.</param>
    public static TimeSpan? Next(int tries, TimeSpan waited, TimeSpan? asked)
    {
        var wait = First * Math.Pow(2, Math.Min(tries, 12));
        wait = (wait < Slowest ? wait : Slowest) * (0.5 + (0.5 * Random.Shared.NextDouble()));
        if (asked > wait)
            wait = asked.Value;
        return waited + wait < Longest ? wait : null;
    }
}
