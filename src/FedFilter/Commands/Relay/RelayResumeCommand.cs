using System.CommandLine;
using FedFilter.Storage;

namespace FedFilter.Commands.Relay;

/// <summary><c>relay resume HOST</c>: deliveries that waited go on.</summary>
internal static class RelayResumeCommand
{
    public static Command Create()
    {
        var host = RelayCommand.Host();
        var config = CommandLine.Config();
        var resume = new Command("resume", "Have deliveries to a paused subscriber go on.") { host, config };
        resume.SetAction((parse, cancellation) => RelayCommand.AboutAsync(
            parse.GetValue(host)!, parse.GetValue(config)!, (_, services, row) => ResumeAsync(services, row, cancellation), cancellation));
        return resume;
    }

    private static async Task<int> ResumeAsync(IServiceProvider services, RelaySubscriberRow row, CancellationToken cancellation)
    {
        if (row.Paused)
            await RelayCommand.Subscribers(services).PauseAsync(row.Host, false, cancellation);
        Console.WriteLine(row.Paused
            ? $"Deliveries to {row.Host} go on; a running `serve` takes it up within two seconds."
            : $"{row.Host} is not paused; nothing was changed.");
        if (row.State != RelayState.Active)
            Console.WriteLine($"It gets no posts meanwhile: {SubscriberText.State(row)} since {SubscriberText.Time(row.Since)}.");
        else if (row.Trouble is not null)
            Console.WriteLine($"The last delivery failed: {SubscriberText.Trouble(row)}");
        return CommandLine.Done;
    }
}
