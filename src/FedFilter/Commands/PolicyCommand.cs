using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary><c>policy</c>: what all its commands share is the folder they look at.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "The policy files.")
    {
        PolicyValidateCommand.Create(), PolicyTestCommand.Create(), PolicyExplainCommand.Create(), PolicyReplayCommand.Create(), PolicySchemaCommand.Create(),
    };

    public static Argument<string?> Folder() => new("FOLDER")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The policy folder; the one of the configuration file if left out.",
    };

    public static bool TryLoad(string? folder, string config, [NotNullWhen(true)] out PolicySet? policy) =>
        TryLoad(ref folder, config, out policy);

    /// <param name="folder">Is set to the folder that was loaded.</param>
    /// <param name="config">The configuration file, where no folder is given.</param>
    /// <param name="policy">The policy.</param>
    public static bool TryLoad([NotNullWhen(true)] ref string? folder, string config, [NotNullWhen(true)] out PolicySet? policy)
    {
        policy = null;
        if (folder is not null)
            return CommandLine.TryLoadPolicy(folder, data: null, ownHosts: null, out policy);
        if (!CommandLine.TryLoad(config, out var settings))
            return false;
        folder = settings.Policies;
        return CommandLine.TryLoadPolicy(settings, out policy);
    }
}
