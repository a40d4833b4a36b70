using System.CommandLine;
using System.Text.Json;
using FedFilter.Policy;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>peers list</c>: the <c>peers</c> entries, with what they amount to today; with <c>--seen</c>, who sent requests.</summary>
internal static class PeersListCommand
{
    public static Command Create()
    {
        var seen =
            new Option<bool>("--seen") { Description = "List instead who sent requests lately, how many, and what the policy in force makes of them." };
        var last = RecordedDecisions.Last();
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List the peers entries of the policy, or the peers that were seen.") { seen, last, config, json };
        list.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            if (parse.GetValue(seen))
                return await PeersSeenTable.WriteAsync(settings, policy, parse.GetValue(last), parse.GetValue(json), cancellation);
            var now = TimeProvider.System.GetUtcNow();
            if (parse.GetValue(json))
                Console.WriteLine(Words.JsonArray(policy.Peers.Keys.Order(StringComparer.Ordinal).Select(host => Json(policy, host, now))));
            else if (policy.Peers.Count == 0)
                Console.WriteLine(
                    "No peer is attested: add entries to `peers:` in the policy, such as policies/peers.yaml. `--seen` lists who sent requests.");
            else
                CommandLine.Screen().Write(Table(policy, now));
            return CommandLine.Done;
        });
        return list;
    }

    /// <summary>One line: the entry, and the standing on each term it names.</summary>
    public static string Json(PolicySet policy, string host, DateTimeOffset now)
    {
        var standing = policy.StandingOf(host, now);
        return JsonSerializer.Serialize(
            new
            {
                host,
                terms = PeerText.Attested(policy, host).Select(piece => new
                {
                    term = piece.Term,
                    standing = Words.Of(standing.On(piece.Term!)),
                    source = piece.Source,
                    reviewed = PeerText.FirstDay(piece),
                    expires = PeerText.LastDay(piece),
                    by = piece.By,
                }),
                lists = policy.ListsOf(host).Select(pair => new { list = pair.List.Name, entry = pair.Entry }),
            },
            Words.OneLine);
    }

    private static Table Table(PolicySet policy, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("host", "term", "standing", "source", "reviewed", "expires", "by");
        foreach (var host in policy.Peers.Keys.Order(StringComparer.Ordinal))
        {
            var standing = policy.StandingOf(host, now);
            var attested = PeerText.Attested(policy, host);
            if (attested.Count == 0)
                table.AddRow(new Text(host));
            foreach (var piece in attested)
                table.AddRow([.. new[]
                {
                    host, piece.Term!, Words.Of(standing.On(piece.Term!)), piece.Source ?? "",
                    PeerText.FirstDay(piece) ?? "", PeerText.LastDay(piece) ?? "", piece.By,
                }.Select(text => new Text(text))]);
        }

        return table;
    }
}
