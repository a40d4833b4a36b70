using System.CommandLine;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary><c>peers</c>: what the policy files say of other servers, and lists of them in and out.</summary>
internal static class PeersCommand
{
    public static Command Create() => new("peers", "What the policy files say of other servers; importing and exporting lists.")
    {
        PeersListCommand.Create(), PeersShowCommand.Create(), PeersImportCommand.Create(), PeersExportCommand.Create(),
    };

    public static int WithPolicy(string config, Func<Settings, PolicySet, int> use) =>
        CommandLine.TryLoad(config, out var settings) && CommandLine.TryLoadPolicy(settings, out var policy) ? use(settings, policy) : CommandLine.BadUsage;
}
