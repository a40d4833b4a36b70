using System.Globalization;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Attestations that count no longer, or soon will not: their servers will be strangers again.</summary>
internal static class AttestationWarnings
{
    private const int Soon = 30;

    public static IEnumerable<Problem> Find(IEnumerable<YamlFields> peers, PolicySet set, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var reviewEvery = set.Terms.Where(term => term.ReviewEvery is not null)
            .ToDictionary(term => term.Name, term => term.ReviewEvery!.Value.Days, StringComparer.Ordinal);
        foreach (var peer in peers)
        {
            var host = Quote.Of(peer.Text("host") ?? "");
            if (peer.Has("sha256") && !peer.Has("source"))
                yield return new Problem(peer.PlaceOf("sha256"), $"the text behind the attestation of {host} is not watched: `source:` with its URL is missing");
            if (peer.Moment("expires") is { } end && DateOnly.FromDateTime(end.End.UtcDateTime.AddTicks(-1)) is var expires && Left(today, expires) is { } left)
                yield return new Problem(
                    peer.PlaceOf("expires"), $"the attestation of {host} {Words(left, "expired", "expires", expires)}; read its source again and set the day anew");
            if (peer.Moment("reviewed") is not { Start: var start })
                continue;
            var reviewed = DateOnly.FromDateTime(start.UtcDateTime);
            foreach (var term in peer.Texts("attests"))
                if (reviewEvery.TryGetValue(term.Text, out var days) && Left(today, reviewed.AddDays(days)) is { } stale)
                    yield return new Problem(
                        peer.PlaceOf("reviewed"), $"the review of {host} for `{term.Text}` {Words(stale, "became stale", "becomes stale", reviewed.AddDays(days))}; read its source again and set the day anew");
        }
    }

    /// <summary>The days until then, negative where it is over; null if it is far off.</summary>
    private static int? Left(DateOnly today, DateOnly then) => then.DayNumber - today.DayNumber is var days and <= Soon ? days : null;

    private static string Words(int left, string past, string future, DateOnly day) =>
        $"{(left < 0 ? past : future)} on {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(left < 0 ? "" : $", in {left} days")}";
}
