using System.Globalization;
using FedFilter.Checkpoints.Relay;
using FedFilter.Commands.Commitments;
using FedFilter.Storage;
using Spectre.Console;

namespace FedFilter.Commands.Relay;

/// <summary>The relay's subscribers for people; what they chose themselves is made inert.</summary>
internal static class SubscriberText
{
    private const int Longest = 120;

    public static Table Table(IEnumerable<SubscriberBacklog> servers, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("host", "style", "state", "since", "posts", "last", "waiting", "trouble", "next try");
        foreach (var server in servers)
            table.AddRow([.. Row(server, now).Select(text => new Text(text))]);
        return table;
    }

    /// <summary>One line: how many there are of each kind, and what waits.</summary>
    public static string Summary(IReadOnlyList<SubscriberBacklog> servers, DateTimeOffset now)
    {
        var states = servers.GroupBy(server => server.Row.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Words.Of(group.Key)}").ToList();
        if (servers.Count(server => server.Row.Paused) is > 0 and var paused)
            states.Add($"{paused} of them paused");
        return $"{Count(servers.Count, "server")}{(states.Count == 0 ? "" : ": ")}{string.Join(", ", states)}. {Waiting(servers, now)}";
    }

    public static string State(RelaySubscriberRow row) =>
        $"{Words.Of(row.State)}{(row.Code is null ? "" : $" ({StatementWords.Printable(row.Code)})")}{(row.Paused ? ", paused" : "")}";

    public static string Style(RelayStyle style) => style == RelayStyle.LitePub ? "litepub" : Words.Of(style);

    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Trouble(RelaySubscriberRow row) =>
        row.Trouble is { } trouble ? StatementWords.Printable(trouble.Length > Longest ? trouble[..Longest] + "…" : trouble) : "";

    /// <summary>When something is tried again that failed or is held; null where nothing keeps it from being sent now.</summary>
    public static DateTimeOffset? NextTry(RelaySubscriberRow row, DateTimeOffset now) =>
        !row.Paused && row.DueAt > now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt) : null;

    private static string Waiting(IReadOnlyList<SubscriberBacklog> servers, DateTimeOffset now)
    {
        var waiting = servers.Where(server => server.Waits).ToList();
        if (waiting.Count == 0)
            return "Nothing waits.";
        var (posts, messages) = (waiting.Sum(server => (long)server.Posts), waiting.Sum(server => (long)server.Messages));
        string[] what = [.. posts > 0 ? [Count(posts, "delivery", "deliveries")] : (string[])[], .. messages > 0 ? [Count(messages, "message")] : (string[])[]];
        return $"{string.Join(" and ", what)} {(posts + messages == 1 ? "waits" : "wait")} for {Count(waiting.Count, "server")}, the oldest {Since(waiting.Min(server => server.Oldest)!.Value, now)}.";
    }

    private static string[] Row(SubscriberBacklog server, DateTimeOffset now)
    {
        var row = server.Row;
        return
        [
            row.Host,
            Style(row.Style),
            State(row),
            Time(row.Since),
            row.Delivered.ToString(CultureInfo.InvariantCulture),
            row.DeliveredAt is { } last ? Time(last) : "",
            server.Waits ? string.Create(CultureInfo.InvariantCulture, $"{server.Posts + server.Messages}, {Since(server.Oldest!.Value, now)}") : "",
            Trouble(row),
            NextTry(row, now) is { } due ? Time(due.ToUnixTimeMilliseconds()) : "",
        ];
    }

    private static string Since(DateTimeOffset time, DateTimeOffset now) => SpanText.Ago(now - time) is var ago && ago == "now" ? "for a moment" : $"for {ago}";

    private static string Count(long number, string one, string? several = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : several ?? one + "s")}");
}
