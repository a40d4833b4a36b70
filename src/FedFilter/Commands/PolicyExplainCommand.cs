using System.CommandLine;
using FedFilter.Audit;
using FedFilter.Commands.Explain;
using FedFilter.Commands.KnownPeers;
using FedFilter.Configuration;
using FedFilter.Peers;
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
        var decision = new Option<string?>("--decision") { Description = "A decision of the audit log instead, by its id.", HelpName = "ID" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var explain = new Command("explain", "Explain what would be decided about a request, rule by rule.")
        {
            host, options.Fetch, options.Delivery, options.ActivityFile, options.Direction, options.Checkpoint, decision, config, json,
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
                return await Store.UseAsync(settings, services => OfLogAsync(id, settings, policy, services, parse.GetValue(json), cancellation), cancellation);
            if (options.Named(parse) != 1)
            {
                await Console.Error.WriteLineAsync("Give one of --fetch URL, --delivery TYPE and --activity-file FILE.");
                return CommandLine.BadUsage;
            }

            if (!PeerText.TryRead(parse.GetValue(host)!, settings, out var peer) || !options.TryRead(parse, peer, settings, out var question))
                return CommandLine.BadUsage;
            return Store.Exists(settings) || policy.Needs.HasFlag(FactKinds.FirstSeen)
                ? await Store.UseAsync(settings, services => ExplainAsync(question, settings, policy, services, parse.GetValue(json), cancellation), cancellation)
                : Explain(question, settings, new KnownPeer(peer, policy, null, TimeProvider.System.GetUtcNow()), parse.GetValue(json));
        });
        return explain;
    }

    private static async Task<int> OfLogAsync(string id, Settings settings, PolicySet policy, IServiceProvider services, bool json, CancellationToken cancellation)
    {
        if (await services.GetRequiredService<AuditQuery>().FindAsync(id, cancellation) is not { } record)
            await Console.Error.WriteLineAsync("There is no decision of this id in the log.");
        else if (record.Entry is not { Policy: not null, Peer: not null, Request: not null, Direction: not null })
            await Console.Error.WriteLineAsync($"No rule was asked: this was turned away before, for {record.Entry.Code}. `fedfilter audit show` shows the entry.");
        else
            return await ExplainAsync(ExplainQuestion.Of(record, settings), settings, policy, services, json, cancellation);
        return CommandLine.BadUsage;
    }

    private static async Task<int> ExplainAsync(ExplainQuestion question, Settings settings, PolicySet policy, IServiceProvider services, bool json, CancellationToken cancellation)
    {
        var first = await services.GetRequiredService<PeersSeen>().FindAsync(question.Facts.Peer, cancellation);
        var peer = await KnownPeer.FindAsync(services, policy, question.Facts.Peer, cancellation);
        return Explain(question with { Facts = question.Facts with { FirstSeen = first, Software = peer.Record?.Software } }, settings, peer, json);
    }

    private static int Explain(ExplainQuestion question, Settings settings, KnownPeer peer, bool json)
    {
        var before = BeforeTheRules.Of(question.Facts, question.Target, question.Origin, settings);
        var explained = peer.Policy.Explain(question.Facts, peer.Standing, peer.Now);
        if (json)
            Console.WriteLine(ExplainJson.Of(question, before, explained, peer));
        else
            ExplainText.Write(CommandLine.Screen(), question, before, explained, peer);
        return before?.Passes ?? explained.Decision.Outcome is Outcome.Allow or Outcome.Limit ? CommandLine.Done : CommandLine.No;
    }
}
