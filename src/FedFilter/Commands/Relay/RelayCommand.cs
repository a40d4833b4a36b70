using System.CommandLine;
using FedFilter.Checkpoints.Relay;
using FedFilter.Configuration;
using FedFilter.Policy.Yaml;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands.Relay;

/// <summary><c>relay</c>: who subscribed, and what an admin does about it. They change the store; a running <c>serve</c> looks there.</summary>
internal static class RelayCommand
{
    public static Command Create() => new("relay", "Who subscribed to the relay; having deliveries wait; ending subscriptions.")
    {
        RelayListCommand.Create(), RelayPauseCommand.Create(), RelayResumeCommand.Create(), RelayRemoveCommand.Create(),
    };

    public static Argument<string> Host() => new("HOST") { Description = "The server that subscribed." };

    /// <summary>Without a relay there is nobody to send anything, nor in whose name.</summary>
    public static string IsOff(Settings settings) => $"{settings.File}: there is no relay: `relay.host` names the host that it gets (docs/relay.md).";

    /// <summary>Does something about one server. 1, with the nearest known one, if it never asked to subscribe; 2 without a relay.</summary>
    public static async Task<int> AboutAsync(
        string text, string config, Func<Settings, IServiceProvider, RelaySubscriberRow, Task<int>> use, CancellationToken cancellation)
    {
        if (!CommandLine.TryLoad(config, out var settings) || !PeerText.TryName(text, out var host))
            return CommandLine.BadUsage;
        if (settings.Relay is null)
        {
            await Console.Error.WriteLineAsync(IsOff(settings));
            return CommandLine.BadUsage;
        }

        return Store.Exists(settings)
            ? await Store.UseAsync(
                settings,
                async services =>
                {
                    var all = await Subscribers(services).AllAsync(cancellation);
                    return all.FirstOrDefault(row => row.Host == host) is { } row ? await use(settings, services, row) : Unknown(host, all);
                },
                cancellation)
            : Unknown(host, []);
    }

    public static Subscribers Subscribers(IServiceProvider services) =>
        new(services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), services.GetRequiredService<TimeProvider>());

    /// <summary>It asked and was refused, or its subscription has ended.</summary>
    public static int NotSubscribed(RelaySubscriberRow row)
    {
        Console.WriteLine($"{row.Host} has no subscription: {SubscriberText.State(row)} since {SubscriberText.Time(row.Since)}. Nothing was changed.");
        return CommandLine.No;
    }

    /// <summary>It was decided about at the same moment.</summary>
    public static int Changed(RelaySubscriberRow row)
    {
        Console.WriteLine($"How things stand with {row.Host} has just changed. Nothing was done: look at `fedfilter relay list`, and try again.");
        return CommandLine.No;
    }

    private static int Unknown(string host, IEnumerable<RelaySubscriberRow> known)
    {
        var hint = Nearest.Hint(host, known.Select(row => row.Host));
        Console.WriteLine($"{host} never asked to subscribe{(hint.Length == 0 ? "; `fedfilter relay list` shows who did" : hint)}");
        return CommandLine.No;
    }
}
