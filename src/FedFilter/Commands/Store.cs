using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Declarations.Texts;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands;

/// <summary>The store, for commands that look into it; exit code 2 where it cannot be used.</summary>
internal static class Store
{
    public static bool Exists(Settings settings) => File.Exists(Path.Combine(settings.Data, Database.FileName));

    public static Task<int> UseAsync(Settings settings, Func<IServiceProvider, Task<int>> use, CancellationToken cancellation) =>
        UseAsync(settings, static services => services.AddSingleton<PeerRecords>().AddSingleton<EvidenceNews>().AddSingleton<TextCopies>(), use, cancellation);

    /// <summary>With all that it takes to ask peers, as <c>serve</c> does.</summary>
    public static Task<int> AskAsync(Settings settings, PolicySet policy, Func<IServiceProvider, Task<int>> use, CancellationToken cancellation) => UseAsync(
        settings,
        services => services.AddNetwork(settings.Network).AddDeclarations(FedFilterHost.Declarations(() => policy, settings, OwnActors.Load(settings))),
        use,
        cancellation);

    private static async Task<int> UseAsync(Settings settings, Action<IServiceCollection> add, Func<IServiceProvider, Task<int>> use, CancellationToken cancellation)
    {
        try
        {
            await Database.MigrateAsync(settings.Data, cancellation);
            var services = new ServiceCollection()
                .AddLogging().AddSingleton(TimeProvider.System).AddStorage(settings.Data).AddAuditReading(FedFilterHost.AuditOf(settings)).AddSingleton<PeersSeen>();
            add(services);
            await using var provider = services.BuildServiceProvider();
            await AuditUpgrade.RunAsync(provider.GetRequiredService<IDbContextFactory<FedFilterContext>>(), cancellation);
            return await use(provider);
        }
        catch (FedFilterStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.BadUsage;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            await Console.Error.WriteLineAsync($"{Path.Combine(settings.Data, Database.FileName)} cannot be read or written right now, and nothing was changed: {e.GetBaseException().Message} Try again.");
            return CommandLine.BadUsage;
        }
    }
}
