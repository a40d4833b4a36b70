using System.CommandLine;
using System.Text.Json;
using FedFilter.Checkpoints.Relay;
using FedFilter.Commands.Commitments;
using FedFilter.Configuration;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace FedFilter.Commands.Relay;

/// <summary>
/// <c>relay list</c>: who asked to subscribe, what became of it, and what waits. Without a relay it still lists who subscribed when there
/// was one; exit code 2 if nobody did.
/// </summary>
internal static class RelayListCommand
{
    public static Command Create()
    {
        var state = new Option<string?>("--state") { Description = "Only those in this state.", HelpName = "STATE" }
            .AcceptOnlyFromAmong([.. Enum.GetValues<RelayState>().Select(Words.Of)]);
        var waiting = new Option<bool>("--waiting") { Description = "Only those for which something waits." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var list = new Command("list", "List who asked to subscribe, what they got, and what waits.") { state, waiting, config, json };
        list.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings))
                return CommandLine.BadUsage;
            var (wanted, waits, asJson) = (parse.GetValue(state), parse.GetValue(waiting), parse.GetValue(json));
            return Store.Exists(settings)
                ? await Store.UseAsync(
                    settings,
                    async services => List(
                        settings, await SubscriberBacklog.AllAsync(services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), cancellation), wanted, waits, asJson),
                    cancellation)
                : List(settings, [], wanted, waits, asJson);
        });
        return list;
    }

    private static int List(Settings settings, IReadOnlyList<SubscriberBacklog> all, string? state, bool waiting, bool json)
    {
        if (settings.Relay is null)
            Console.Error.WriteLine(RelayCommand.IsOff(settings));
        if (settings.Relay is null && all.Count == 0)
            return CommandLine.BadUsage;

        var now = TimeProvider.System.GetUtcNow();
        var found = all.Where(server => (state is null || Words.Of(server.Row.State) == state) && (!waiting || server.Waits)).ToList();
        if (json)
        {
            Console.WriteLine(Words.JsonArray(found.Select(server => Json(server, now))));
            return CommandLine.Done;
        }

        var screen = CommandLine.Screen();
        if (found.Count > 0)
            screen.Write(SubscriberText.Table(found, now));
        screen.WriteLine(all.Count == 0 ? $"No server asked to subscribe so far. They follow {Addresses(settings.Relay!)}." : SubscriberText.Summary(found, now));
        return CommandLine.Done;
    }

    /// <summary>What an admin elsewhere types in.</summary>
    public static string Addresses(RelaySettings relay) => $"{relay.Url("/inbox")} (Mastodon, Misskey) or {relay.Url(Identity.RelayActor.Path)} (Pleroma, Akkoma)";

    private static string Json(SubscriberBacklog server, DateTimeOffset now) => JsonSerializer.Serialize(
        new
        {
            host = server.Row.Host,
            style = SubscriberText.Style(server.Row.Style),
            state = Words.Of(server.Row.State),
            code = server.Row.Code is { } code ? StatementWords.Printable(code) : null,
            since = Time(server.Row.Since),
            paused = server.Row.Paused,
            actor = StatementWords.Printable(server.Row.Actor),
            inbox = StatementWords.Printable(server.Row.Inbox),
            posts = server.Row.Delivered,
            lastAt = Time(server.Row.DeliveredAt),
            waiting = new { posts = server.Posts, messages = server.Messages, since = server.Oldest },
            tries = server.Row.Tries,
            trouble = server.Row.Trouble is null ? null : SubscriberText.Trouble(server.Row),
            nextTry = SubscriberText.NextTry(server.Row, now),
        },
        Words.OneLine);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
