using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FedFilter.Storage;

/// <summary>
/// What holds for every connection: a commit is on disk when it returns, since a refusal must be before its answer leaves; what is
/// erased is overwritten; and who waits for another writer looks again soon, not in the driver's steps of 150 ms.
/// </summary>
internal sealed class DurableConnection : DbConnectionInterceptor
{
    public static readonly DurableConnection Instance = new();

    private const string Settings = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
