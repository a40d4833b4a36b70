using System.CommandLine;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary>
/// <c>peers refresh HOST|--all</c>: asks now what is declared, and says what is otherwise than before. A running <c>serve</c> decides on
/// it a second later. Exit code 1 where the one host does not answer.
/// </summary>
internal static class PeersRefreshCommand
{
    private const int AtATime = 8;

    public static Command Create()
    {
        var host = new Argument<string?>("HOST") { Arity = ArgumentArity.ZeroOrOne, Description = "The peer." };
        var all = new Option<bool>("--all") { Description = "Every peer with an entry, and every peer that was met." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var refresh = new Command("refresh", "Ask a server now what it declares.") { host, all, config, json };
        refresh.Validators.Add(result =>
        {
            if (result.GetValue(host) is null != result.GetValue(all))
                result.AddError("Give either a HOST or --all.");
        });
        refresh.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings))
                return CommandLine.BadUsage;
            var peer = "";
            if ((parse.GetValue(host) is { } text && !PeerText.TryRead(text, settings, out peer)) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            return await Store.AskAsync(settings, policy, services => RefreshAsync(services, settings, policy, peer, parse.GetValue(json), cancellation), cancellation);
        });
        return refresh;
    }

    private static async Task<int> RefreshAsync(IServiceProvider services, Settings settings, PolicySet policy, string peer, bool json, CancellationToken cancellation)
    {
        var records = services.GetRequiredService<PeerRecords>();
        IReadOnlyList<string> peers = peer.Length > 0 ? [peer] : [.. policy.PeerNames.Union(await records.HostsAsync(cancellation)).Except(settings.OwnHosts).Order(StringComparer.Ordinal)];
        var (gathering, printing, unanswered) = (services.GetRequiredService<Gathering>(), new Lock(), 0);
        await Parallel.ForEachAsync(peers, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation }, async (host, ending) =>
        {
            var refreshed = await Refreshed.OfAsync(gathering, records, host, ending);
            lock (printing)
            {
                unanswered += refreshed.Unanswered.Count > 0 ? 1 : 0;
                if (json)
                    Console.WriteLine(JsonSerializer.Serialize(refreshed.Json(policy), Words.OneLine));
                else
                    refreshed.Write(policy, isOnly: peers.Count == 1);
            }
        });
        if (!json && peer.Length == 0)
            Console.WriteLine($"{peers.Count} asked, {unanswered} did not answer.");
        return peer.Length > 0 && unanswered > 0 ? CommandLine.No : CommandLine.Done;
    }
}
