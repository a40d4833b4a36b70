using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>audit stats</c>: how many were refused, by day, peer and reason.</summary>
internal static class AuditStatsCommand
{
    public static Command Create()
    {
        var kind = new Option<string>("--kind")
        {
            Description = "refusal (with what observe mode would have refused), hold, shadow, rejection, duplicate, nothing-to-delete or identity.",
            DefaultValueFactory = _ => AuditKind.Refusal,
            HelpName = "KIND",
        };
        kind.AcceptOnlyFromAmong(AuditKind.Refusal, AuditKind.Hold, AuditKind.Shadow, "rejection", "duplicate", AuditKind.NothingToDelete, AuditKind.Identity);
        var checkpoint = AuditFilterOptions.At();
        var since = AuditFilterOptions.Time("--since", "From this time on, by the hour; 30 days back if left out.");
        var until = AuditFilterOptions.Time("--until", "Before this time.");
        var top = new Option<int>("--top") { Description = "How many peers and reasons.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var stats = new Command("stats", "Count refusals by day, peer and reason.") { kind, checkpoint, since, until, top, config, json };
        stats.SetAction((parse, cancellation) => AuditCommand.WithLogAsync(parse.GetValue(config)!, async services =>
        {
            var (now, counted) = (services.GetRequiredService<TimeProvider>().GetUtcNow(), parse.GetValue(kind)!);
            var (from, to) = (parse.GetValue(since) ?? now.AddDays(-30), parse.GetValue(until) ?? now.AddDays(1));
            var found = await AuditStats.OfAsync(services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), [counted], from, to, parse.GetValue(top), cancellation, parse.GetValue(checkpoint));
            if (parse.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new { kind = counted, since = from, total = found.Total, days = Json(found.Days), peers = Json(found.Peers), reasons = Json(found.Reasons) }, Words.OneLine));
            else
                Write(CommandLine.Screen(), counted, from, found);
            return CommandLine.Done;
        }, cancellation));
        return stats;
    }

    private static IEnumerable<object> Json(IEnumerable<AuditStat> stats) => stats.Select(stat => new { name = stat.Name, count = stat.Count });

    private static void Write(IAnsiConsole screen, string kind, DateTimeOffset since, AuditStats stats)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {stats.Total} requests since {since.UtcDateTime:yyyy-MM-dd}"));
        if (stats.Total == 0)
            return;
        var chart = new BarChart().Width(72);
        foreach (var day in stats.Days)
            chart.AddItem(day.Name, day.Count, Color.Blue);
        screen.Write(chart);
        WriteTable(screen, "peer", stats.Peers);
        WriteTable(screen, "reason", stats.Reasons);
    }

    private static void WriteTable(IAnsiConsole screen, string name, IReadOnlyList<AuditStat> stats)
    {
        if (stats.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumn(name).AddColumn(new TableColumn("requests").RightAligned());
        foreach (var stat in stats)
            table.AddRow(new Text(stat.Name), new Text(stat.Count.ToString(CultureInfo.InvariantCulture)));
        screen.Write(table);
    }
}
