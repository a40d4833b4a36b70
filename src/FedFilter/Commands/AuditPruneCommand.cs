using System.CommandLine;
using System.Text.Json;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary><c>audit prune</c>: drops now what <c>serve</c> drops each hour.</summary>
internal static class AuditPruneCommand
{
    public static Command Create()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be dropped." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var prune = new Command("prune", "Erase details past `audit.details-keep` and drop entries past `audit.keep`; their hashes stay.") { dry, config, json };
        prune.SetAction((parse, cancellation) => AuditCommand.WithLogAsync(parse.GetValue(config)!, async services =>
        {
            var isDry = parse.GetValue(dry);
            var pruned = await services.GetRequiredService<LogPruning>().RunAsync(isDry, cancellation);
            Console.WriteLine(parse.GetValue(json)
                ? JsonSerializer.Serialize(new { detailsErased = pruned.Details, entriesDropped = pruned.Entries, dryRun = isDry }, Words.OneLine)
                : $"{(isDry ? "would erase" : "erased")} the details of {pruned.Details} entries, {(isDry ? "would drop" : "dropped")} {pruned.Entries} entries");
            return CommandLine.Done;
        }, cancellation));
        return prune;
    }
}
