using System.CommandLine;

namespace FedFilter.Commands;

/// <summary><c>serve</c>: everything that is configured, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = CommandLine.Config();
        var serve = new Command("serve", "Run the gateway.") { config };
        serve.SetAction((parse, cancellation) => ServeAsync(parse.GetValue(config)!, cancellation));
        return serve;
    }

    private static async Task<int> ServeAsync(string config, CancellationToken cancellation)
    {
        if (!CommandLine.TryLoad(config, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
            return CommandLine.BadUsage;

        try
        {
            await using var host = await FedFilterHost.StartAsync(settings, policy, FedFilterHost.ConsoleLog(settings.Debug), cancellation);
            foreach (var line in await Banner.LinesAsync(settings, policy, host, cancellation))
                Console.WriteLine(line);
            await host.WaitForShutdownAsync(cancellation);
            return CommandLine.Done;
        }
        catch (FedFilterStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.BadUsage;
        }
    }
}
