using System.CommandLine;

namespace FedFilter.Commands;

/// <summary><c>peers</c>: what is known of other servers, vouching for them, and lists of them in and out.</summary>
internal static class PeersCommand
{
    public static Command Create() => new("peers", "What is known of other servers; vouching for them; importing and exporting lists.")
    {
        PeersListCommand.Create(), PeersShowCommand.Create(), PeersAttestCommand.Create(), PeersRevokeCommand.Create(), PeersAllowCommand.Create(), PeersRefreshCommand.Create(),
        PeersImportCommand.Create(), PeersExportCommand.Create(),
    };
}
