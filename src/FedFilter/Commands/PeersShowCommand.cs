using System.CommandLine;
using System.Text.Json;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>peers show HOST</c>: all that the policy files and the store say of one host. Exit code 1 if they say nothing.</summary>
internal static class PeersShowCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The peer." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var show = new Command("show", "Show a host's entry, what it declares, its standing, what changed, and the lists it is on.") { host, config, json };
        show.SetAction(async (parse, cancellation) =>
        {
            if (!PeerName.TryParse(parse.GetValue(host), out var peer))
            {
                await Console.Error.WriteLineAsync($"`{parse.GetValue(host)}` names no peer: give a host such as friend.example.");
                return CommandLine.BadUsage;
            }

            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            return Store.Exists(settings)
                ? await Store.UseAsync(
                    settings,
                    async services =>
                    {
                        var known = await KnownPeer.FindAsync(services, policy, peer, cancellation);
                        return Show(known, await PeerHistory.OfAsync(services, known, cancellation), parse.GetValue(json));
                    },
                    cancellation)
                : Show(new KnownPeer(peer, policy, null, TimeProvider.System.GetUtcNow()), PeerHistory.None, parse.GetValue(json));
        });
        return show;
    }

    private static int Show(KnownPeer peer, PeerHistory history, bool json)
    {
        var isKnown = peer.Entry is not null || peer.Record is not null || peer.Policy.ListsOf(peer.Host).Count > 0;
        if (json)
            WriteJson(peer, history);
        else if (isKnown)
            Write(CommandLine.Screen(), peer, history);
        else
            Console.WriteLine($"{peer.Host} has no entry, is on no list, and was never asked what it declares.");
        return isKnown ? CommandLine.Done : CommandLine.No;
    }

    private static void WriteJson(KnownPeer peer, PeerHistory history)
    {
        var json = JsonSerializer.SerializeToNode(PeerJson.Of(peer, ReviewNeed.Of(peer)))!.AsObject();
        json["differences"] = JsonSerializer.SerializeToNode(history.DifferencesJson());
        json["changes"] = JsonSerializer.SerializeToNode(history.ChangesJson());
        Console.WriteLine(json.ToJsonString(Words.Indented));
    }

    private static void Write(IAnsiConsole screen, KnownPeer peer, PeerHistory history)
    {
        screen.MarkupLineInterpolated($"[bold]{peer.Host}[/]");
        foreach (var term in peer.Standing.Terms)
            screen.MarkupLineInterpolated($"  {term.Term}: {Words.Of(term.State)} ({StatementWords.Printable(term.Because)})");
        PeerText.WriteOverride(screen, peer);
        foreach (var (list, entry) in peer.Policy.ListsOf(peer.Host))
            screen.MarkupLineInterpolated($"  on the list {list.Name} from {list.Declaration.Source}, by its entry {entry}");
        SourceRow.Write(screen, peer);
        foreach (var need in ReviewNeed.Of(peer))
            screen.MarkupLineInterpolated($"to look at: {need.Code}{(need.Term is null ? "" : $", {need.Term}")}: {StatementWords.Printable(need.Says)}");
        history.Write(screen, peer);
    }
}
