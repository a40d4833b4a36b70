using System.CommandLine;
using FedFilter.Storage;

namespace FedFilter.Commands.Relay;

/// <summary><c>relay pause HOST</c>: deliveries to it wait. Exit code 1 if it has no subscription.</summary>
internal static class RelayPauseCommand
{
    public static Command Create()
    {
        var host = RelayCommand.Host();
        var config = CommandLine.Config();
        var pause = new Command("pause", "Have deliveries to a subscriber wait.") { host, config };
        pause.SetAction((parse, cancellation) => RelayCommand.AboutAsync(
            parse.GetValue(host)!, parse.GetValue(config)!, (_, services, row) => PauseAsync(services, row, cancellation), cancellation));
        return pause;
    }

    private static async Task<int> PauseAsync(IServiceProvider services, RelaySubscriberRow row, CancellationToken cancellation)
    {
        if (row.State is RelayState.Left or RelayState.Rejected)
            return RelayCommand.NotSubscribed(row);
        if (!row.Paused)
            await RelayCommand.Subscribers(services).PauseAsync(row.Host, true, cancellation);
        Console.WriteLine($"""
            Deliveries to {row.Host} wait{(row.Paused ? ", as they did" : "; a running `serve` takes it up within two seconds")}.
            `fedfilter relay resume {row.Host}` has them go on. What is older than three days by then is passed over.
            """);
        return CommandLine.Done;
    }
}
