using System.CommandLine;
using FedFilter.Audit;
using FedFilter.Commands.Explain;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands;

/// <summary><c>policy explain</c>: the road to a decision, step by step. Exit code 1 where the request is refused or held.</summary>
internal static class PolicyExplainCommand
{
    public static Command Create()
    {
        var host = new Argument<string?>("HOST") { Arity = ArgumentArity.ZeroOrOne, Description = "The peer." };
        var options = new ExplainOptions();
        var decision =
            new Option<string?>("--decision") { Description = "A decision of the audit log instead, by its id.", HelpName = "ID" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var explain = new Command("explain", "Explain what would be decided about a request, rule by rule.")
        {
            host, options.Fetch, options.Delivery, options.ActivityFile, options.Direction, options.Checkpoint, options.HandleDomain, decision, config, json,
        };
        explain.Validators.Add(result =>
        {
            var asked = new[] { result.GetValue(host) is not null, result.GetValue(decision) is not null }.Count(given => given);
            if (asked != 1)
                result.AddError("Give either a HOST with one of --fetch, --delivery and --activity-file, or --decision ID.");
        });
        explain.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            if (parse.GetValue(decision) is { } id)
                return await Store.UseAsync(
                    settings, services => OfLogAsync(id, settings, policy, services, parse.GetValue(json), cancellation), cancellation);
            if (options.Named(parse) != 1)
            {
                await Console.Error.WriteLineAsync("Give one of --fetch URL, --delivery TYPE and --activity-file FILE.");
                return CommandLine.BadUsage;
            }

            if (!PeerText.TryRead(parse.GetValue(host)!, settings, out var peer) || !options.TryRead(parse, peer, settings, out var question))
                return CommandLine.BadUsage;
            return Store.Exists(settings) || policy.Needs.HasFlag(FactKinds.FirstSeen)
                ? await Store.UseAsync(
                    settings, services => ExplainAsync(question, settings, policy, services, parse.GetValue(json), cancellation), cancellation)
                : Explain(question, settings, policy, parse.GetValue(json));
        });
        return explain;
    }

    /// <summary>2 where the log has nothing to explain: 1 would say that a request is refused.</summary>
    private static async Task<int> OfLogAsync(
        string id, Settings settings, PolicySet policy, IServiceProvider services, bool json, CancellationToken cancellation)
    {
        if (await services.GetRequiredService<AuditQuery>().FindAsync(id, cancellation) is not { } record)
            await Console.Error.WriteLineAsync("There is no decision of this id in the log; `fedfilter audit list` shows those there are.");
        else if (!Road.Leads(record.Entry))
            await Console.Error.WriteLineAsync(
                $"No rule was asked: this was turned away before, for {record.Entry.Code}. `fedfilter audit show` shows the entry.");
        else
            return await ExplainAsync(ExplainQuestion.Of(record, settings), settings, policy, services, json, cancellation);
        return CommandLine.BadUsage;
    }

    private static async Task<int> ExplainAsync(
        ExplainQuestion question, Settings settings, PolicySet policy, IServiceProvider services, bool json, CancellationToken cancellation) =>
        Print(await Road.OfAsync(question, settings, policy, services, cancellation), json);

    private static int Explain(ExplainQuestion question, Settings settings, PolicySet policy, bool json) => Print(Road.Of(question, settings, policy), json);

    private static int Print(Road road, bool json)
    {
        if (json)
            Console.WriteLine(road.Json());
        else
            road.Write(CommandLine.Screen());
        return road.Passes ? CommandLine.Done : CommandLine.No;
    }
}
