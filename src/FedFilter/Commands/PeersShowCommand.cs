using System.CommandLine;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>peers show HOST</c>: all that the policy files say of one host. Exit code 1 if they say nothing.</summary>
internal static class PeersShowCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The peer." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var show = new Command("show", "Show a host's entry, its standing and the lists it is on.") { host, config, json };
        show.SetAction(parse =>
        {
            if (!PeerName.TryParse(parse.GetValue(host), out var peer))
            {
                Console.Error.WriteLine($"`{parse.GetValue(host)}` names no peer: give a host such as friend.example.");
                return CommandLine.BadUsage;
            }

            return PeersCommand.WithPolicy(parse.GetValue(config)!, (_, policy) => Show(policy, peer, parse.GetValue(json)));
        });
        return show;
    }

    private static int Show(PolicySet policy, string peer, bool json)
    {
        var now = TimeProvider.System.GetUtcNow();
        var known = policy.Peers.ContainsKey(peer) || policy.ListsOf(peer).Count > 0;
        if (json)
            Console.WriteLine(PeersListCommand.Json(policy, peer, now));
        else if (known)
            Write(CommandLine.Screen(), policy, peer, now);
        else
            Console.WriteLine($"{peer} has no entry and is on no list.");
        return known ? CommandLine.Done : CommandLine.No;
    }

    private static void Write(IAnsiConsole screen, PolicySet policy, string peer, DateTimeOffset now)
    {
        screen.MarkupLineInterpolated($"[bold]{peer}[/]");
        foreach (var term in policy.StandingOf(peer, now).Terms)
            screen.MarkupLineInterpolated($"  {term.Term}: {Words.Of(term.State)} ({term.Because})");
        foreach (var piece in PeerText.Attested(policy, peer).Where(piece => piece.Source is not null))
            screen.MarkupLineInterpolated($"  {piece.Term} was read at {piece.Source!}");
        foreach (var (list, entry) in policy.ListsOf(peer))
            screen.MarkupLineInterpolated($"  on the list {list.Name} from {list.Declaration.Source}, by its entry {entry}");
    }
}
