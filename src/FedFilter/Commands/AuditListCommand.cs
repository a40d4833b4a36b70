using System.CommandLine;
using System.Globalization;
using FedFilter.Audit;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>audit list</c>: entries, newest first, page by page.</summary>
internal static class AuditListCommand
{
    public static Command Create()
    {
        var filter = new AuditFilterOptions();
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var before = new Option<long?>("--before") { Description = "Only before this position: the next page.", HelpName = "POSITION" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List entries, newest first.");
        filter.AddTo(list);
        foreach (var option in (Option[])[limit, before, config, json])
            list.Options.Add(option);
        list.SetAction((parse, cancellation) => AuditCommand.WithLogAsync(parse.GetValue(config)!, async services =>
        {
            var wanted = filter.Read(parse) with { Limit = parse.GetValue(limit), Before = parse.GetValue(before) };
            var found = await services.GetRequiredService<AuditQuery>().ListAsync(wanted, cancellation);
            if (parse.GetValue(json))
            {
                Console.WriteLine(Words.JsonArray(found.Select(AuditText.Json)));
                return CommandLine.Done;
            }

            var screen = CommandLine.Screen();
            screen.Write(AuditText.Table(found));
            if (found.Count == wanted.Limit && found is [.., var last])
                screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Further back: --before {last.Sequence}"));
            return CommandLine.Done;
        }, cancellation));
        return list;
    }
}
