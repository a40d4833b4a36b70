using System.CommandLine;
using System.Text.Json;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Declarations;
using FedFilter.Policy;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary>
/// <c>peers list</c>: who has an entry in the policy or declares something, with what that amounts to today; with <c>--needs-review</c>,
/// only those that somebody should look at; with <c>--seen</c>, who sent requests.
/// </summary>
internal static class PeersListCommand
{
    public static Command Create()
    {
        var needs = new Option<bool>("--needs-review") { Description = "Only those that an admin should look at, and why." };
        var seen = new Option<bool>("--seen") { Description = "List instead who sent requests lately, how many, and what the policy in force makes of them." };
        var last = RecordedDecisions.Last();
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List the peers that have an entry or declare something, or the peers that were seen.") { needs, seen, last, config, json };
        list.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            if (parse.GetValue(seen))
                return await PeersSeenTable.WriteAsync(settings, policy, parse.GetValue(last), parse.GetValue(json), cancellation);
            return Store.Exists(settings)
                ? await Store.UseAsync(settings, services => ListAsync(services.GetRequiredService<PeerRecords>(), policy, parse.GetValue(needs), parse.GetValue(json), cancellation), cancellation)
                : await ListAsync(null, policy, parse.GetValue(needs), parse.GetValue(json), cancellation);
        });
        return list;
    }

    private static async Task<int> ListAsync(PeerRecords? records, PolicySet policy, bool needsReview, bool json, CancellationToken cancellation)
    {
        var peers = (await KnownPeer.AllAsync(records, policy, cancellation)).Select(peer => (Peer: peer, Needs: ReviewNeed.Of(peer))).Where(pair => !needsReview || pair.Needs.Count > 0).ToList();
        if (json)
            Console.WriteLine(Words.JsonArray(peers.Select(pair => JsonSerializer.Serialize(PeerJson.Of(pair.Peer, pair.Needs), Words.OneLine))));
        else if (needsReview)
            WriteNeeds(peers);
        else if (peers.Count == 0)
            Console.WriteLine("No peer is attested or declares anything: `fedfilter peers attest` adds entries to the policy. `--seen` lists who sent requests.");
        else
            WriteAll(CommandLine.Screen(), peers);
        return CommandLine.Done;
    }

    private static void WriteAll(IAnsiConsole screen, List<(KnownPeer Peer, IReadOnlyList<ReviewNeed> Needs)> peers)
    {
        screen.Write(Table(peers));
        foreach (var (peer, _) in peers)
            PeerText.WriteOverride(screen, peer, named: true);
    }

    private static void WriteNeeds(List<(KnownPeer Peer, IReadOnlyList<ReviewNeed> Needs)> peers)
    {
        var screen = CommandLine.Screen();
        foreach (var (peer, needs) in peers)
            foreach (var need in needs)
                screen.MarkupLineInterpolated($"[bold]{peer.Host}[/]: {need.Code}{(need.Term is null ? "" : $", {need.Term}")}: {StatementWords.Printable(need.Says)}");
        screen.WriteLine(peers.Count == 0 ? "Nothing has to be looked at." : "`fedfilter peers show HOST` shows more, with the difference where a text changed.");
    }

    private static Table Table(List<(KnownPeer Peer, IReadOnlyList<ReviewNeed> Needs)> peers)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("host", "term", "standing", "source", "reviewed", "expires", "by", "review");
        foreach (var (peer, needs) in peers)
            foreach (var term in peer.Standing.Terms)
            {
                var piece = peer.Entry?.Attested.FirstOrDefault(piece => piece.Term == term.Term);
                table.AddRow([.. new[]
                {
                    peer.Host, term.Term, Words.Of(term.State), piece?.Source ?? (piece is null ? Declared(peer) : ""), piece is null ? "" : PeerText.FirstDay(piece) ?? "",
                    piece is null ? "" : PeerText.LastDay(piece) ?? "", piece?.By ?? "", string.Join(", ", needs.Where(need => need.Term is null || need.Term == term.Term).Select(need => need.Code)),
                }.Select(text => new Text(StatementWords.Printable(text)))]);
            }

        return table;
    }

    private static string Declared(KnownPeer peer) => peer.Record?.Sources.FirstOrDefault(source => !source.Pieces.IsEmpty)?.Url ?? "";
}
