using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands;

/// <summary>The store, for commands that look into it; exit code 2 where it cannot be used.</summary>
internal static class Store
{
    public static async Task<int> UseAsync(Settings settings, Func<IServiceProvider, Task<int>> use, CancellationToken cancellation)
    {
        try
        {
            await Database.MigrateAsync(settings.Data, cancellation);
            await using var services = new ServiceCollection()
                .AddLogging().AddSingleton(TimeProvider.System).AddStorage(settings.Data).AddAuditReading(FedFilterHost.AuditOf(settings)).AddSingleton<PeersSeen>().BuildServiceProvider();
            await AuditUpgrade.RunAsync(services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), cancellation);
            return await use(services);
        }
        catch (FedFilterStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.BadUsage;
        }
    }
}
