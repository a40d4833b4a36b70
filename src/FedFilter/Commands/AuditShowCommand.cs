using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Commands.Explain;
using FedFilter.Configuration;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>audit show</c>: one decision, what the refused side was told, and the road to it as <c>policy explain</c> shows it.</summary>
internal static class AuditShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The decision's id, as the refused server was told." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var show = new Command("show", "Show one decision with all that is known about it.") { id, config, json };
        show.SetAction(async (parse, cancellation) => CommandLine.TryLoad(parse.GetValue(config)!, out var settings)
            ? await Store.UseAsync(settings, services => ShowAsync(settings, services, parse.GetValue(id)!, parse.GetValue(json), cancellation), cancellation)
            : CommandLine.BadUsage);
        return show;
    }

    private static async Task<int> ShowAsync(Settings settings, IServiceProvider services, string id, bool json, CancellationToken cancellation)
    {
        if (await AuditCommand.FindAsync(services, id, cancellation) is not { } record)
            return CommandLine.No;
        var (answer, road) = (Answer(record, settings), await RoadAsync(record, settings, services, cancellation));
        if (json)
            Console.WriteLine(Json(record, answer, road));
        else
            Write(CommandLine.Screen(), record, answer, road);
        return CommandLine.Done;
    }

    /// <summary>Null where no rule was asked, or the policy in force cannot be read.</summary>
    private static async Task<Road?> RoadAsync(AuditRecord record, Settings settings, IServiceProvider services, CancellationToken cancellation) =>
        Road.Leads(record.Entry) && PolicyFolder.Load(settings).Set is { } policy
            ? await Road.OfAsync(ExplainQuestion.Of(record, settings), settings, policy, services, cancellation)
            : null;

    /// <summary>What the gateway or the relay answered; null where it said nothing of this decision.</summary>
    private static ProblemDocument? Answer(AuditRecord record, Settings settings) =>
        record.Entry is { Enforced: true, Count: null } entry && WasAnswered(entry, record.Details) && AuditKind.One(entry.Kind) is AuditKind.Refusal or AuditKind.Hold
            ? RefusalAnswer.Of(
                AuditKind.One(entry.Kind) == AuditKind.Hold,
                entry.Code == Policy.Reasons.RateLimited,
                (entry.Id, entry.Code, entry.Peer, entry.Missing),
                settings.Gateway.Origins.FirstOrDefault(origin => origin.Host == record.Details?.Origin) ?? settings.Gateway.Origins[0],
                settings.Gateway.ExplainRefusals)
            : null;

    /// <summary>To a server that may not subscribe the relay sends a Reject; and whether it asked to, the details know.</summary>
    private static bool WasAnswered(AuditEntry entry, AuditDetails? details) => entry.Checkpoint switch
    {
        "gateway" => true,
        "relay" => entry.Direction == "inbound" && details?.ActivityTypes is { } types && !types.Contains("Follow"),
        _ => false,
    };

    private static void Write(IAnsiConsole screen, AuditRecord record, ProblemDocument? answer, Road? road)
    {
        screen.Write(AuditText.Details(record));
        if (answer is not null)
        {
            screen.WriteLine();
            screen.WriteLine($"{record.Entry.Signer ?? record.Entry.Peer} was answered {answer.Status}:");
            screen.Write(new Text(JsonSerializer.Serialize(answer, ProblemDocumentJson.Default.ProblemDocument) + "\n"));
        }

        if (road is null)
            return;
        screen.WriteLine();
        road.Write(screen);
    }

    private static string Json(AuditRecord record, ProblemDocument? answer, Road? road)
    {
        var json = JsonNode.Parse(AuditText.Json(record))!.AsObject();
        json["following"] = record.Following;
        json["answer"] = answer is null ? null : JsonSerializer.SerializeToNode(answer, ProblemDocumentJson.Default.ProblemDocument);
        json["road"] = road is null ? null : JsonNode.Parse(road.Json());
        return json.ToJsonString(Words.OneLine);
    }
}
