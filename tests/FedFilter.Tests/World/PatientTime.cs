namespace FedFilter.Tests.World;

/// <summary>
/// A clock by which nothing is given up soon: what would be after some seconds, is after a long while. On a busy machine seconds go by in
/// which nothing runs, and then the scheduler would decide between an answer and a hold. Whoever tests a deadline turns a clock.
/// </summary>
/// <param name="clock">Which tells the time, and ticks.</param>
/// <param name="patience">How long a deadline is.</param>
internal sealed class PatientTime(TimeProvider clock, TimeSpan patience) : TimeProvider
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>The real clock, with a minute for everything.</summary>
    public static PatientTime Real { get; } = new(System, TimeSpan.FromMinutes(1));

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    /// <summary>What ticks again and again is no deadline.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero && dueTime < Soon ? patience : dueTime, period);
}
