using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FedFilter.Storage;

/// <summary>
/// What holds for every connection: a commit is on disk when it returns, since a refusal must be before its answer leaves; and what is
/// erased is overwritten.
/// </summary>
internal sealed class DurableConnection : DbConnectionInterceptor
{
    public static readonly DurableConnection Instance = new();

    private const string Settings = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

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
