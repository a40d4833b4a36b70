using System.CommandLine;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary><c>audit list</c> and <c>audit show</c>: what was refused or turned away, and why.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The log of every refusal, and of what was turned away before.") { List(), ShowOne() };

    private static Command List()
    {
        var peer = new Option<string?>("--peer") { Description = "Only this host, also where it was only claimed.", HelpName = "HOST" };
        var kind = new Option<string?>("--kind") { Description = "Only refusal, hold, shadow, rejection, duplicate, nothing-to-delete, policy, evidence or override.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong("refusal", "hold", "shadow", "rejection", "duplicate", AuditKind.NothingToDelete, AuditKind.Policy, AuditKind.Evidence, AuditKind.Override);
        var code = new Option<string?>("--code") { Description = "Only this reason, such as not-committed.", HelpName = "CODE" };
        var rule = new Option<string?>("--rule") { Description = "Only this rule of the policy.", HelpName = "NAME" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "From this time on, such as 2026-11-01.", HelpName = "TIME" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Before this time.", HelpName = "TIME" };
        var limit = new Option<int>("--limit") { Description = "At most so many, newest first.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List entries, newest first.") { peer, kind, code, rule, since, until, limit, config, json };
        list.SetAction((parse, cancellation) => WithLogAsync(parse.GetValue(config)!, async audit =>
        {
            var found = await audit.ListAsync(
                new AuditFilter
                {
                    Peer = parse.GetValue(peer),
                    Kind = parse.GetValue(kind),
                    Code = parse.GetValue(code),
                    Rule = parse.GetValue(rule),
                    Since = parse.GetValue(since),
                    Until = parse.GetValue(until),
                    Limit = parse.GetValue(limit),
                },
                cancellation);
            if (parse.GetValue(json))
                Console.WriteLine(Words.JsonArray(found.Select(AuditText.Json)));
            else
                CommandLine.Screen().Write(AuditText.Table(found));
            return CommandLine.Done;
        }, cancellation));
        return list;
    }

    private static Command ShowOne()
    {
        var id = new Argument<string>("ID") { Description = "The decision's id, as the refused server was told." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var show = new Command("show", "Show one decision with all that is known about it.") { id, config, json };
        show.SetAction((parse, cancellation) => WithLogAsync(parse.GetValue(config)!, async audit =>
        {
            if (await audit.FindAsync(parse.GetValue(id)!, cancellation) is not { } record)
            {
                await Console.Error.WriteLineAsync("There is no decision of this id in the log.");
                return CommandLine.No;
            }

            if (parse.GetValue(json))
                Console.WriteLine(AuditText.Json(record));
            else
                CommandLine.Screen().Write(AuditText.Details(record));
            return CommandLine.Done;
        }, cancellation));
        return show;
    }

    private static async Task<int> WithLogAsync(string config, Func<AuditQuery, Task<int>> use, CancellationToken cancellation) =>
        CommandLine.TryLoad(config, out var settings)
            ? await Store.UseAsync(settings, services => use(services.GetRequiredService<AuditQuery>()), cancellation)
            : CommandLine.BadUsage;
}
