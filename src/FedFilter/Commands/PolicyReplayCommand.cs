using System.CommandLine;
using FedFilter.Configuration;

namespace FedFilter.Commands;

/// <summary><c>policy replay FOLDER</c>: what another policy would decide of the last days' requests that the one in force does not. Exit code 1 if anything differs.</summary>
internal static class PolicyReplayCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The policy folder to try." };
        var last = RecordedDecisions.Last();
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var replay = new Command("replay", "Decide the last days' requests anew by another policy, and show what differs from the one in force.") { folder, last, config, json };
        replay.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings)
                || !CommandLine.TryLoadPolicy(parse.GetValue(folder)!, settings.Data, settings.OwnHosts, out var candidate))
                return CommandLine.BadUsage;
            foreach (var warning in ListLines.Errors(candidate.Lists).Concat(ListLines.Warnings(candidate.Lists)))
                await Console.Error.WriteLineAsync(warning);
            return await RecordedDecisions.ReplayAsync(settings, candidate, parse.GetValue(last), report =>
            {
                if (parse.GetValue(json))
                    Console.WriteLine(ReplayText.Json(report, candidate));
                else
                    ReplayText.Write(CommandLine.Screen(), report, candidate, settings.Audit.ReplayKeep);
                return report.Flips.Count == 0 ? CommandLine.Done : CommandLine.No;
            }, cancellation, PolicyFolder.Load(settings).Set);
        });
        return replay;
    }
}
