namespace FedFilter.Declarations;

/// <summary>When a peer is asked next: daily, not all at once; sooner if it did not answer, and ever less often.</summary>
internal static class AskSchedule
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(24);
    private static readonly TimeSpan SlowestFirst = TimeSpan.FromHours(1);
    private static readonly TimeSpan SlowestAgain = TimeSpan.FromHours(6);

    public static DateTimeOffset Next(PeerRecord record, DateTimeOffset now)
    {
        var wait = record.Failures == 0 ? Daily : TimeSpan.FromMinutes(1) * Math.Pow(2, Math.Min(record.Failures - 1, 12));
        var longest = record.Failures == 0 ? Daily : record.Gathered().PendingSince is not null ? SlowestFirst : SlowestAgain;
        return now + ((wait < longest ? wait : longest) * (0.8 + (0.2 * Random.Shared.NextDouble())));
    }
}
