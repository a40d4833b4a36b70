using System.CommandLine;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary><c>audit</c>: what was refused or turned away, why, and that nobody changed it afterwards.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The log of every refusal, and of what was turned away before.")
    {
        AuditListCommand.Create(), AuditShowCommand.Create(), AuditStatsCommand.Create(), AuditVerifyCommand.Create(),
        AuditReceiptCommand.Create(), AuditExportCommand.Create(), AuditPruneCommand.Create(),
    };

    /// <summary>Opens the log, reads, and closes it.</summary>
    public static async Task<int> WithLogAsync(string config, Func<IServiceProvider, Task<int>> use, CancellationToken cancellation) =>
        CommandLine.TryLoad(config, out var settings) ? await Store.UseAsync(settings, use, cancellation) : CommandLine.BadUsage;

    /// <summary>One decision, by its id; null, with a word on standard error, where there is none.</summary>
    public static async Task<AuditRecord?> FindAsync(IServiceProvider services, string id, CancellationToken cancellation)
    {
        var record = await services.GetRequiredService<AuditQuery>().FindAsync(id, cancellation);
        if (record is null)
            await Console.Error.WriteLineAsync("There is no decision of this id in the log.");
        return record;
    }
}
