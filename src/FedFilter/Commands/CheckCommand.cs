using System.CommandLine;
using System.Text.Json;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>check HOST|URL</c>: what would be decided for this peer, and why. Exit code 1 where a fetch would be refused.</summary>
internal static class CheckCommand
{
    // What an admin means by "may it have my posts": the fetch of one. What else a peer does is shown beside it.
    private static readonly (string Request, RequestKind Kind, Direction Direction, Checkpoint At, string Type)[] Asked =
    [
        ("fetch a post", RequestKind.Fetch, Direction.Outbound, Checkpoint.Gateway, ""),
        ("deliver a post", RequestKind.Delivery, Direction.Inbound, Checkpoint.Gateway, "Create"),
        ("deliver a deletion", RequestKind.Delivery, Direction.Inbound, Checkpoint.Gateway, "Delete"),
    ];

    public static Command Create()
    {
        var peer = new Argument<string>("HOST|URL") { Description = "The peer." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var check = new Command("check", "What would be decided for a peer, and why.") { peer, config, json };
        check.SetAction(parse => Check(parse.GetValue(peer)!, parse.GetValue(config)!, parse.GetValue(json)));
        return check;
    }

    private static int Check(string text, string config, bool json)
    {
        if (!CommandLine.TryLoad(config, out var settings) || !PeerText.TryRead(text, settings, out var peer) || !CommandLine.TryLoadPolicy(settings, out var policy))
            return CommandLine.BadUsage;

        var now = TimeProvider.System.GetUtcNow();
        var standing = policy.StandingOf(peer, now);
        var decisions = Asked.Select(asked => (asked.Request, Decision: policy.Decide(Facts(peer, asked), standing, now))).ToList();
        if (json)
            WriteJson(peer, policy, standing, decisions);
        else
            WriteTables(peer, policy, standing, decisions);
        return decisions[0].Decision.Outcome is Outcome.Allow or Outcome.Limit ? CommandLine.Done : CommandLine.No;
    }

    private static RequestFacts Facts(string peer, (string Request, RequestKind Kind, Direction Direction, Checkpoint At, string Type) asked) => new()
    {
        Peer = peer,
        Kind = asked.Kind,
        Direction = asked.Direction,
        Checkpoint = asked.At,
        HasSignature = true,
        Path = asked.Kind == RequestKind.Fetch ? "/users/someone/statuses/1" : "/inbox",
        ActivityTypes = asked.Kind == RequestKind.Delivery ? [asked.Type] : [],
    };

    private static void WriteTables(string peer, PolicySet policy, Standing standing, IEnumerable<(string Request, Decision Decision)> decisions)
    {
        var screen = CommandLine.Screen();
        var table = new Table().Border(TableBorder.Simple).AddColumns("request", "decision", "rule", "reason");
        foreach (var (request, decision) in decisions)
            table.AddRow(request, Words.Coloured(decision.Outcome), Markup.Escape(decision.Rule ?? "none matched"), Markup.Escape(Words.Reason(decision)));

        screen.MarkupLineInterpolated($"[bold]{peer}[/]");
        screen.Write(PeerText.Standing(standing));
        PeerText.WriteLists(screen, policy, peer);
        screen.Write(table);
        if (policy.Mode == PolicyMode.Observe)
            screen.WriteLine("The policy observes: these decisions are recorded, and nothing is refused.");
    }

    private static void WriteJson(string peer, PolicySet policy, Standing standing, IEnumerable<(string Request, Decision Decision)> decisions) =>
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                peer,
                policy = policy.Revision,
                mode = Words.Of(policy.Mode),
                standing = PeerText.StandingJson(standing),
                lists = PeerText.ListsJson(policy, peer),
                decisions = decisions.Select(pair => new
                {
                    request = pair.Request,
                    then = Words.Of(pair.Decision.Outcome),
                    rule = pair.Decision.Rule,
                    because = pair.Decision.Reason,
                    missing = pair.Decision.Missing,
                }),
            },
            Words.Indented));
}
