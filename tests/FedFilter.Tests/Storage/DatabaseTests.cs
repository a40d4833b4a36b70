using FedFilter.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FedFilter.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DataFile => Path.Combine(_folder, "data", Database.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task the_store_belongs_to_its_owner_alone()
    {
        await Database.MigrateAsync(Path.Combine(_folder, "data"), Cancellation);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "data")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DataFile));
    }

    [Fact]
    public async Task files_of_an_earlier_start_are_taken_from_others_and_what_is_not_ours_is_left_alone()
    {
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(Path.Combine(data, "keys"));
        Directory.CreateDirectory(Path.Combine(data, "policies"));
        string[] ours = ["fedfilter.db-wal", "fedfilter.db-shm", "audit-checkpoint", "audit-checkpoint.new", "egress-last-use.json", "keys/ed25519.pem"];
        string[] others = ["fedfilter.yaml", "policies/mine.yaml"];
        foreach (var name in ours.Concat(others))
        {
            await File.WriteAllTextAsync(Path.Combine(data, name), "", Cancellation);
            File.SetUnixFileMode(Path.Combine(data, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.CreateSymbolicLink(Path.Combine(data, "keys", "link.pem"), Path.Combine(data, "fedfilter.yaml"));
        await Database.MigrateAsync(data, Cancellation);

        Assert.All(ours.Where(name => File.Exists(Path.Combine(data, name))), name => Assert.Equal(DataFolder.OwnerFile, File.GetUnixFileMode(Path.Combine(data, name))));
        Assert.Equal(DataFolder.OwnerFolder, File.GetUnixFileMode(Path.Combine(data, "keys")));
        Assert.All(others, name => Assert.True(File.GetUnixFileMode(Path.Combine(data, name)).HasFlag(UnixFileMode.OtherRead)));
    }

    [Fact]
    public async Task a_file_that_is_no_database_is_named_with_a_cure()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DataFile)!);
        await File.WriteAllTextAsync(DataFile, new string('x', 5000), Cancellation);

        var failure = await Assert.ThrowsAsync<FedFilterStartException>(() => Database.MigrateAsync(Path.Combine(_folder, "data"), Cancellation));

        Assert.Contains(DataFile, failure.Message);
        Assert.Contains("Is it a file of FedFilter's", failure.Message);
    }

    [Fact]
    public async Task a_store_of_a_newer_version_is_left_alone()
    {
        await Database.MigrateAsync(Path.Combine(_folder, "data"), Cancellation);
        await using (var connection = new SqliteConnection($"Data Source={DataFile};Pooling=False"))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29991231000000_Later', '99.0.0')";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var failure = await Assert.ThrowsAsync<FedFilterStartException>(() => Database.MigrateAsync(Path.Combine(_folder, "data"), Cancellation));

        Assert.Contains("newer version", failure.Message);
    }

    [Fact]
    public void the_migrations_make_what_the_program_reads()
    {
        using var context = new FedFilterContextFactory().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task entries_of_an_older_store_stand_for_one_request_each()
    {
        var options = new DbContextOptionsBuilder<FedFilterContext>();
        StorageRegistration.Configure(options, _folder);
        await using var context = new FedFilterContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync("First", Cancellation);
        await context.Database.ExecuteSqlRawAsync("INSERT INTO audit_entries (Sequence, Id, Time, Kind, Enforced, Canonical) VALUES (0, 'a', 0, 'refusal', 0, x'7b7d')", Cancellation);

        await Database.MigrateAsync(_folder, Cancellation);

        Assert.Equal(1, await context.AuditEntries.SumAsync(row => row.Count, Cancellation));
    }

    [Fact]
    public async Task a_data_folder_that_cannot_be_made_is_named_with_a_cure()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", Cancellation);

        var failure = await Assert.ThrowsAsync<FedFilterStartException>(() => Database.MigrateAsync(Path.Combine(_folder, "file", "data"), Cancellation));

        Assert.Contains("set `data:` to another", failure.Message);
    }
}
