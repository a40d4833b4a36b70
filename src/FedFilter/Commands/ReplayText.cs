using System.Globalization;
using System.Text.Json;
using FedFilter.Policy;
using FedFilter.Replay;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary>A replay for a person, and as JSON. Hosts and types are strangers' to choose: all of it is escaped.</summary>
internal static class ReplayText
{
    // A busy server knows thousands of peers; whoever wants them all takes the JSON.
    private const int MostFlips = 50;
    private const int MostHosts = 20;

    public static void Write(IAnsiConsole screen, ReplayReport report, PolicySet candidate, TimeSpan keep)
    {
        screen.WriteLine(Span(report, keep));
        if (report.Flips.Count > 0)
            screen.Write(Flips(report.Flips));
        if (report.Flips.Count > MostFlips)
            screen.WriteLine($"and {report.Flips.Count - MostFlips} more; --json shows all");
        foreach (var change in report.Flips.GroupBy(flip => (flip.From, flip.To)).OrderBy(group => group.Key))
            screen.MarkupLine(
                Invariant(
                $"{Words.Coloured(change.Key.From)} -> {Words.Coloured(change.Key.To)}: {change.Sum(flip => flip.Count)} of {change.Select(flip => flip.Peer).Distinct().Count()} peers"));
        if (report.Decisions > 0 && report.Flips.Count == 0)
            screen.WriteLine("Nothing would be decided differently.");
        screen.WriteLine(Hosts("cut off (nothing of theirs passes any more)", report.Peers.Where(peer => peer.IsCutOff)));
        screen.WriteLine(Hosts("let in (something of theirs passes, and nothing did)", report.Peers.Where(peer => peer.IsLetIn)));
        foreach (var (peer, exception) in Exceptions(candidate))
            screen.WriteLine(Invariant($"exception: everything of {peer} passes until {exception.Until.UtcDateTime:yyyy-MM-dd HH:mm}Z, whatever the rules say"));
        foreach (var (question, count) in report.NotReplayable)
            screen.WriteLine(Invariant($"not replayable: {count}, because `{question}` was not asked then, and what it looks at is not kept"));
        screen.WriteLine(Invariant($"lost: {report.Lost}{(report.Lost > 0 ? " decisions that were made and could not be kept" : "")}"));
    }

    public static string Json(ReplayReport report, PolicySet candidate) => JsonSerializer.Serialize(
        new
        {
            policy = candidate.Revision,
            mode = Words.Of(candidate.Mode),
            decisions = report.Decisions,
            first = report.Span?.First,
            last = report.Span?.Last,
            flips = report.Flips.Select(flip => new
            {
                peer = flip.Peer,
                from = Words.Of(flip.From),
                to = Words.Of(flip.To),
                oldRule = flip.OldRule,
                rule = flip.Rule,
                count = flip.Count,
            }),
            cutOff = report.Peers.Where(peer => peer.IsCutOff).Select(peer => peer.Peer),
            letIn = report.Peers.Where(peer => peer.IsLetIn).Select(peer => peer.Peer),
            notReplayable = report.NotReplayable.Select(pair => new { question = pair.Question, count = pair.Count }),
            exceptions = Exceptions(candidate).Select(pair => new { peer = pair.Key, until = pair.Value.Until, because = pair.Value.Because, by = pair.Value.By }),
            lost = report.Lost,
        },
        Words.Indented);

    /// <summary>What was recorded, and from when to when.</summary>
    public static string Span(ReplayReport report, TimeSpan keep) => report.Span is { } span
        ? Invariant($"{Count(report.Decisions, "decision")} about {Count(report.Peers.Count, "peer")}, from {span.First.UtcDateTime:u} to {span.Last.UtcDateTime:u}")
        : keep == TimeSpan.Zero
            ? "Nothing is recorded: `audit.replay-keep` is 0."
            : "Nothing is recorded yet: `fedfilter serve` records what it decides, and writes it each minute.";

    private static string Count(long number, string what) => Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    private static IEnumerable<KeyValuePair<string, PeerOverride>> Exceptions(PolicySet candidate) =>
        candidate.Overrides.Where(pair => TimeProvider.System.GetUtcNow() < pair.Value.Until).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static Table Flips(IReadOnlyList<Flip> flips)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("peer", "was", "would be", "old rule", "rule", "count");
        foreach (var flip in flips.Take(MostFlips))
            table.AddRow(
                Markup.Escape(flip.Peer),
                Words.Coloured(flip.From),
                Words.Coloured(flip.To),
                Markup.Escape(flip.OldRule ?? "none matched"),
                Markup.Escape(flip.Rule ?? "none matches"),
                Invariant($"{flip.Count}"));
        return table;
    }

    private static string Hosts(string what, IEnumerable<PeerTally> peers)
    {
        var hosts = peers.OrderByDescending(peer => peer.Decisions).Select(peer => peer.Peer).ToList();
        return hosts.Count == 0
            ? $"{what}: none"
            : Invariant($"{what}: {hosts.Count} ({string.Join(", ", hosts.Take(MostHosts))}{(hosts.Count > MostHosts ? ", …" : "")})");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
