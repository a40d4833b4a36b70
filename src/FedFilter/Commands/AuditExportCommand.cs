using System.CommandLine;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary><c>audit export</c>: entries, oldest first, for other programs; a log of any size in little memory.</summary>
internal static class AuditExportCommand
{
    public static Command Create()
    {
        var filter = new AuditFilterOptions();
        var format = new Option<string>("--format") { Description = "jsonl: one JSON object a line; csv: for a spreadsheet.", DefaultValueFactory = _ => "jsonl", HelpName = "jsonl|csv" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var config = CommandLine.Config();
        var export = new Command("export", "Write entries to standard output, oldest first.") { format };
        filter.AddTo(export);
        export.Options.Add(config);
        export.SetAction((parse, cancellation) => AuditCommand.WithLogAsync(parse.GetValue(config)!, async services =>
        {
            var csv = parse.GetValue(format) == "csv";
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            if (csv)
                await output.WriteLineAsync(AuditCsv.Head);
            await foreach (var record in services.GetRequiredService<AuditQuery>().AllAsync(filter.Read(parse), cancellation))
                await output.WriteLineAsync(csv ? AuditCsv.Line(record) : AuditText.Json(record));
            return CommandLine.Done;
        }, cancellation));
        return export;
    }
}
