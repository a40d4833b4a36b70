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

    public static bool TryLoad(string? folder, string config, [NotNullWhen(true)] out PolicySet? policy)
    {
        policy = null;
        if (folder is not null)
            return CommandLine.TryLoadPolicy(folder, data: null, out policy);
        return CommandLine.TryLoad(config, out var settings) && CommandLine.TryLoadPolicy(settings, out policy);
    }
}
