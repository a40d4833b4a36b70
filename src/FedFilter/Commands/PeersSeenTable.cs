using System.Globalization;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Replay;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>peers list --seen</c>: who sent requests in the recorded time, and what the policy in force makes of these.</summary>
internal static class PeersSeenTable
{
    public static Task<int> WriteAsync(Settings settings, PolicySet policy, string? last, bool json, CancellationToken cancellation) =>
        RecordedDecisions.ReplayAsync(settings, policy, last, report =>
        {
            var seen = report.Peers.Where(peer => peer.Requests > 0)
                .OrderByDescending(peer => peer.Requests).ThenBy(peer => peer.Peer, StringComparer.Ordinal).ToList();
            if (json)
            {
                Console.WriteLine(Words.JsonArray(seen.Select(peer => Json(policy, peer))));
                return CommandLine.Done;
            }

            var screen = CommandLine.Screen();
            screen.WriteLine(ReplayText.Span(report, settings.Audit.ReplayKeep));
            screen.Write(Table(policy, seen));
            if (report.Lost > 0)
                screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Lost} decisions were made and could not be kept"));
            return CommandLine.Done;
        }, cancellation);

    private static Table Table(PolicySet policy, IEnumerable<PeerTally> seen)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("host", "requests", "would pass", "would not pass", "in peers", "cut off");
        foreach (var peer in seen)
            table.AddRow([.. new[]
            {
                peer.Peer, Number(peer.Requests), Number(peer.Passes), Number(Stopped(peer)),
                YesNo(policy.Peers.ContainsKey(peer.Peer)), CutOff(peer),
            }.Select(text => new Text(text))]);
        return table;
    }

    private static string Json(PolicySet policy, PeerTally peer) => JsonSerializer.Serialize(
        new
        {
            host = peer.Peer,
            requests = peer.Requests,
            passes = peer.Passes,
            passesNot = Stopped(peer),
            notReplayable = peer.Unknown,
            inPeers = policy.Peers.ContainsKey(peer.Peer),
            cutOff = peer.PassesNothing,
        },
        Words.OneLine);

    private static long Stopped(PeerTally peer) => peer.Decisions - peer.Passes - peer.Unknown;

    private static string CutOff(PeerTally peer) => peer.PassesNothing ? "yes" : peer.Passes == 0 ? "not known" : "no";

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
