using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, string dataFolder) =>
        services.AddPooledDbContextFactory<FedFilterContext>(options => Configure(options, dataFolder));

    public static void Configure(DbContextOptionsBuilder options, string dataFolder) => options
        .UseSqlite(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataFolder, Database.FileName),
            DefaultTimeout = 5, // seconds to wait for another writer
        }.ToString())
        .AddInterceptors(DurableConnection.Instance);
}
