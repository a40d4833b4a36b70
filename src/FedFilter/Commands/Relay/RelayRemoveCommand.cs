using System.CommandLine;
using FedFilter.Checkpoints.Relay;
using FedFilter.Commands.KnownPeers;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Policy;
using FedFilter.Storage;

namespace FedFilter.Commands.Relay;

/// <summary><c>relay remove HOST</c>: ends a subscription and has the server told. Exit code 1 if it has none.</summary>
internal static class RelayRemoveCommand
{
    /// <summary>Why a subscription ended, where an admin ended it.</summary>
    public const string Removed = "removed";

    public static Command Create()
    {
        var host = RelayCommand.Host();
        var because = new Option<string?>("--because") { Description = "Why; the server is told.", HelpName = "TEXT" };
        var config = CommandLine.Config();
        var remove = new Command("remove", "End a subscription; the server is told.") { host, because, config };
        remove.SetAction((parse, cancellation) => RelayCommand.AboutAsync(
            parse.GetValue(host)!,
            parse.GetValue(config)!,
            (settings, services, row) => RemoveAsync(settings, services, row, parse.GetValue(because), cancellation),
            cancellation));
        return remove;
    }

    private static async Task<int> RemoveAsync(Settings settings, IServiceProvider services, RelaySubscriberRow row, string? because, CancellationToken cancellation)
    {
        if (row.State is RelayState.Left or RelayState.Rejected)
            return RelayCommand.NotSubscribed(row);
        var actor = new RelayActor(settings.Relay!, OwnKeys.Load(settings.Data));
        var summary = $"An admin of {actor.Settings.Host} ended the subscription{(string.IsNullOrWhiteSpace(because) ? "." : $": {because.Trim()}")}";
        var activities = new RelayActivities(actor, services.GetRequiredService<TimeProvider>());
        var reject = activities.Reject(row.Follow, summary);
        var subscribers = RelayCommand.Subscribers(services);
        if (!await subscribers.TurnAsync(row.Host, row.State, RelayState.Left, Removed, row.Style == RelayStyle.LitePub ? [reject, activities.Unfollow(row.Actor, row.FollowId)] : [reject], cancellation))
            return RelayCommand.Changed(row);
        if (row.Paused)
            await subscribers.PauseAsync(row.Host, false, cancellation); // or it would not be told

        Console.WriteLine($"""
            The subscription of {row.Host} has ended. `serve` tells it so, by a Reject of its Follow, and sends it only deletions of what it had.
            Whether it may follow again is for the policy to say, as of any server.
            """);
        if (PolicyFolder.Load(settings).Set is { } policy)
            Foretell(await KnownPeer.FindAsync(services, policy, row.Host, cancellation));
        return CommandLine.Done;
    }

    private static void Foretell(KnownPeer peer)
    {
        var decision = SubscribingFacts.OfFollow(peer);
        var passes = SubscribingFacts.Passes(decision);
        if (!decision.Enforced)
            Console.WriteLine("The policy observes: whoever asks is let in, whatever the rules say.");
        else
            Console.WriteLine($"Today it would be {(passes ? "let in" : decision.Outcome == Outcome.Hold ? "asked to wait" : "refused")}{SubscribingFacts.By(decision)}.");
        if (passes)
            Console.WriteLine($$"""
                To keep it out, write into the policy's rules, before that one:

                  - name: {{peer.Host}} is not on our relay
                    when: { checkpoint: relay, peer: {{peer.Host}} }
                    then: refuse
                    because: {{Removed}}
                """);
    }
}
