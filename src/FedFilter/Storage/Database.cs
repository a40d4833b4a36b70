using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

/// <summary>The SQLite file.</summary>
internal static class Database
{
    public const string FileName = "fedfilter.db";

    /// <summary>Makes the file, or brings it to this version's form.</summary>
    /// <exception cref="FedFilterStartException">It cannot be opened or written, is no database, or was written by a newer version.</exception>
    public static async Task MigrateAsync(string dataFolder, CancellationToken cancellation)
    {
        var file = Path.Combine(dataFolder, FileName);
        try
        {
            // SQLite gives the files beside the store (-wal, -shm, -journal) the store's own mode.
            DataFolder.Prepare(dataFolder);
            DataFolder.Create(file);
            var options = new DbContextOptionsBuilder<FedFilterContext>();
            StorageRegistration.Configure(options, dataFolder);
            await using var context = new FedFilterContext(options.Options);
            var newer = (await context.Database.GetAppliedMigrationsAsync(cancellation)).Except(context.Database.GetMigrations()).ToArray();
            if (newer.Length > 0)
                throw new FedFilterStartException($"{file} was written by a newer version of FedFilter ({newer[0]}): run that version, or move the file away");
            await context.Database.MigrateAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellation);
        }
        catch (SqliteException e)
        {
            throw new FedFilterStartException($"{file} cannot be used as the store: {e.Message} Is it a file of FedFilter's, and may this user write it?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FedFilterStartException($"{dataFolder} cannot be used as the data folder: {e.Message} Make it writable for this user, or set `data:` to another.");
        }
    }

    /// <summary>Takes what was overwritten out of the write-ahead log too, where the erased would still stand.</summary>
    public static Task EmptyWriteAheadLogAsync(FedFilterContext context, CancellationToken cancellation) =>
        context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE);", cancellation);
}
