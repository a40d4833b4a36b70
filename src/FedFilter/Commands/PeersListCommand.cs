using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>peers list</c>: the <c>peers</c> entries, with what they amount to today.</summary>
internal static class PeersListCommand
{
    public static Command Create()
    {
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List the peers entries of the policy.") { config, json };
        list.SetAction(parse => PeersCommand.WithPolicy(parse.GetValue(config)!, (_, policy) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            if (parse.GetValue(json))
                Console.WriteLine(Words.JsonArray(policy.Peers.Keys.Order(StringComparer.Ordinal).Select(host => Json(policy, host, now))));
            else
                CommandLine.Screen().Write(Table(policy, now));
            return CommandLine.Done;
        }));
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
                terms = Evidence(policy, host).Select(piece => new
                {
                    term = piece.Term,
                    standing = Words.Of(standing.On(piece.Term)),
                    source = piece.Source,
                    reviewed = Day(piece.Reviewed),
                    expires = Day(piece.Expires),
                    by = piece.By,
                }),
                lists = policy.ListsOf(host).Select(pair => new { list = pair.List.Name, entry = pair.Entry }),
            },
            Words.OneLine);
    }

    public static IEnumerable<Evidence> Evidence(PolicySet policy, string host) => policy.Peers.TryGetValue(host, out var found) ? found : [];

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Table Table(PolicySet policy, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("host", "term", "standing", "source", "reviewed", "expires", "by");
        foreach (var host in policy.Peers.Keys.Order(StringComparer.Ordinal))
        {
            var standing = policy.StandingOf(host, now);
            foreach (var piece in Evidence(policy, host).DefaultIfEmpty(new Evidence("", EvidenceLevel.Attested, "")))
                table.AddRow([.. new[]
                {
                    host, piece.Term, piece.Term.Length == 0 ? "" : Words.Of(standing.On(piece.Term)), piece.Source ?? "", Day(piece.Reviewed) ?? "", Day(piece.Expires) ?? "", piece.By,
                }.Select(text => new Text(text))]);
        }

        return table;
    }
}
