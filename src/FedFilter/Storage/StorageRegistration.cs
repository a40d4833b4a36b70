using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal static class StorageRegistration
{
    /// <param name="services">Where to.</param>
    /// <param name="dataFolder">Where the store is.</param>
    /// <param name="patience">How long to wait for another writer, in seconds.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, string dataFolder, int patience = 5) =>
        services.AddPooledDbContextFactory<FedFilterContext>(options => Configure(options, dataFolder, patience));

    public static void Configure(DbContextOptionsBuilder options, string dataFolder, int patience = 5) => options
        .UseSqlite(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataFolder, Database.FileName),
            DefaultTimeout = patience,
        }.ToString())
        .AddInterceptors(DurableConnection.Instance);
}
