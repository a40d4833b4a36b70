using System.Globalization;
using FedFilter.Policy;

namespace FedFilter.Notify;

/// <summary>
/// Attestations that end soon, 30 and 7 days before. Many are reviewed on one day, and end on one: those make one notice, which is told
/// once, whatever joins them later.
/// </summary>
internal static class AttestationNotice
{
    private const int Most = 100;

    public static IEnumerable<Notice> Of(IEnumerable<AttestationEnd> ends, DateTimeOffset now)
    {
        var today = Day(now);
        return ends.Select(end => (End: end, LastDay: Day(end.At.AddTicks(-1))))
            .Where(pair => pair.LastDay >= today && pair.LastDay.DayNumber - today.DayNumber <= 30)
            .GroupBy(pair => pair.LastDay, pair => pair.End)
            .OrderBy(group => group.Key)
            .Select(group => Of(group.Key, [.. group.OrderBy(end => end.Peer, StringComparer.Ordinal)], today, now));
    }

    private static Notice Of(DateOnly lastDay, AttestationEnd[] ends, DateOnly today, DateTimeOffset now)
    {
        var (left, day) = (lastDay.DayNumber - today.DayNumber, Spelled(lastDay));
        return new Notice($"attestations-{day}-{(left <= 7 ? 7 : 30)}", NoticeEvents.AttestationsEnding, now, Text(ends, day, left))
        {
            Attestations = [.. ends.Take(Most).Select(end => new EndingAttestation(end.Peer, end.Term, day))],
            More = ends.Length > Most ? ends.Length - Most : null,
        };
    }

    private static string Text(AttestationEnd[] ends, string day, int left)
    {
        var hosts = ends.Select(end => end.Peer).Distinct(StringComparer.Ordinal).ToArray();
        var who = hosts.Length == 1 ? $"The attestation of {hosts[0]} counts" : $"The attestations of {hosts.Length} servers, {hosts[0]} among them, count";
        return $"{who} until {day} ({(left == 0 ? "today" : left == 1 ? "one day left" : $"{left} days left")}). Read what they promise again, and attest it anew.";
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static string Spelled(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
