using System.CommandLine;
using System.Text.Json;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary>
/// <c>check HOST|URL</c>: what would be decided for this peer, and why; with <c>--refresh</c>, on what it declares now. Exit code 1 where a
/// fetch would be refused.
/// </summary>
internal static class CheckCommand
{
    // What an admin means by "may it have my posts": the fetch of one. What else a peer does is shown beside it.
    private static readonly (string Request, RequestKind Kind, Direction Direction, Checkpoint At, string Type)[] Asked =
    [
        ("fetch a post", RequestKind.Fetch, Direction.Outbound, Checkpoint.Gateway, ""),
        ("deliver a post", RequestKind.Delivery, Direction.Inbound, Checkpoint.Gateway, "Create"),
        ("deliver a deletion", RequestKind.Delivery, Direction.Inbound, Checkpoint.Gateway, "Delete"),
    ];

    private static readonly (string Request, RequestKind Kind, Direction Direction, Checkpoint At, string Type)[] AskedOfRelay =
    [
        ("subscribe to the relay", RequestKind.Delivery, Direction.Inbound, Checkpoint.Relay, "Follow"),
        ("get a post of the relay", RequestKind.Delivery, Direction.Outbound, Checkpoint.Relay, "Create"),
    ];

    public static Command Create()
    {
        var peer = new Argument<string>("HOST|URL") { Description = "The peer." };
        var refresh = new Option<bool>("--refresh") { Description = "Ask it first what it declares now." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var check = new Command("check", "What would be decided for a peer, and why.") { peer, refresh, config, json };
        check.SetAction((parse, cancellation) => CheckAsync(parse.GetValue(peer)!, parse.GetValue(config)!, parse.GetValue(refresh), parse.GetValue(json), cancellation));
        return check;
    }

    private static async Task<int> CheckAsync(string text, string config, bool refresh, bool json, CancellationToken cancellation)
    {
        if (!CommandLine.TryLoad(config, out var settings) || !PeerText.TryRead(text, settings, out var host) || !CommandLine.TryLoadPolicy(settings, out var policy))
            return CommandLine.BadUsage;
        return refresh
            ? await Store.AskAsync(
                settings,
                policy,
                async services => Show(new KnownPeer(host, policy, await services.GetRequiredService<Gathering>().GatherAsync(host, all: true, cancellation), TimeProvider.System.GetUtcNow()), settings, json),
                cancellation)
            : await KnownPeer.UseAsync(settings, policy, host, peer => Task.FromResult(Show(peer, settings, json)), cancellation);
    }

    private static int Show(KnownPeer peer, Settings settings, bool json)
    {
        var decisions = (settings.Relay is null ? Asked : [.. Asked, .. AskedOfRelay]).Select(asked => (asked.Request, Decision: peer.Policy.Decide(Facts(peer, asked), peer.Standing, peer.Now))).ToList();
        var wayIn = WayIn.Of(peer, decisions.SelectMany(pair => pair.Decision.Missing).Distinct(), settings);
        if (json)
            WriteJson(peer, decisions, wayIn);
        else
            WriteTables(peer, decisions, wayIn);
        return decisions[0].Decision.Outcome is Outcome.Allow or Outcome.Limit ? CommandLine.Done : CommandLine.No;
    }

    private static RequestFacts Facts(KnownPeer peer, (string Request, RequestKind Kind, Direction Direction, Checkpoint At, string Type) asked) => new()
    {
        Peer = peer.Host,
        Kind = asked.Kind,
        Direction = asked.Direction,
        Checkpoint = asked.At,
        HasSignature = true,
        Path = asked.Kind == RequestKind.Fetch ? "/users/someone/statuses/1" : "/inbox",
        ActivityTypes = asked.Kind == RequestKind.Delivery ? [asked.Type] : [],
        Software = peer.Record?.Software,
    };

    private static void WriteTables(KnownPeer peer, IEnumerable<(string Request, Decision Decision)> decisions, WayIn? wayIn)
    {
        var screen = CommandLine.Screen();
        var table = new Table().Border(TableBorder.Simple).AddColumns("request", "decision", "rule", "reason");
        foreach (var (request, decision) in decisions)
            table.AddRow(request, Words.Coloured(decision.Outcome), Markup.Escape(decision.Rule ?? (decision.Reason == Reasons.Overridden ? "none asked" : "none matched")), Markup.Escape(Words.Reason(decision)));

        screen.MarkupLineInterpolated($"[bold]{peer.Host}[/]");
        if (peer.Record is null)
            screen.WriteLine($"It was never asked what it declares; `fedfilter check {peer.Host} --refresh` asks it now, and `serve` before it decides.");
        SourceRow.Write(screen, peer);
        screen.Write(PeerText.Standing(peer.Standing));
        PeerText.WriteOverride(screen, peer);
        PeerText.WriteLists(screen, peer.Policy, peer.Host);
        screen.Write(table);
        if (peer.Policy.Mode == PolicyMode.Observe)
            screen.WriteLine("The policy observes: these decisions are recorded, and nothing is refused.");
        if (wayIn is not null)
            Console.WriteLine($"""

                To be let in, it could publish this at {wayIn.Url}{(wayIn.Needs is null ? "" : $" ({wayIn.Needs})")}:

                {wayIn.Json}

                Or you read its terms, and `fedfilter peers attest` what they say, or write into a policy file:

                {wayIn.Yaml}
                """.TrimEnd());
    }

    private static void WriteJson(KnownPeer peer, IEnumerable<(string Request, Decision Decision)> decisions, WayIn? wayIn) =>
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                peer = peer.Host,
                policy = peer.Policy.Revision,
                mode = Words.Of(peer.Policy.Mode),
                asked = peer.Record?.Sources.Max(source => (DateTimeOffset?)source.ReadAt),
                software = peer.Record?.Software is { } software ? StatementWords.Printable(software) : null,
                sources = SourceRow.Json(peer),
                standing = PeerText.StandingJson(peer.Standing),
                allow = PeerJson.Override(peer),
                lists = PeerText.ListsJson(peer.Policy, peer.Host),
                decisions = decisions.Select(pair => new
                {
                    request = pair.Request,
                    then = Words.Of(pair.Decision.Outcome),
                    rule = pair.Decision.Rule,
                    because = pair.Decision.Reason,
                    missing = pair.Decision.Missing,
                }),
                publish = wayIn is null ? null : new { url = wayIn.Url, document = wayIn.Document, needs = wayIn.Needs },
                yaml = wayIn?.Yaml,
            },
            Words.Indented));
}
