using System.CommandLine;
using FedFilter.Configuration;

namespace FedFilter.Commands;

/// <summary><c>commitment sign|show|verify</c>: this server's own commitment document, and anybody's.</summary>
internal static class CommitmentCommand
{
    public static Command Create() => new("commitment", "The commitment document of this server, and of others.")
    {
        CommitmentSignCommand.Create(), CommitmentShowCommand.Create(), CommitmentVerifyCommand.Create(),
    };

    /// <summary>The origins that promise something; a message and bad usage if there are none.</summary>
    public static async Task<int> WithCommitsAsync(string config, Func<Settings, IReadOnlyList<(OriginSettings Origin, CommitsSettings Commits)>, Task<int>> use)
    {
        if (!CommandLine.TryLoad(config, out var settings))
            return CommandLine.BadUsage;
        var committed = settings.Gateway.Origins.Where(origin => origin.Commits is not null).Select(origin => (origin, origin.Commits!)).ToList();
        try
        {
            if (committed.Count > 0)
                return await use(settings, committed);
            await Console.Error.WriteLineAsync(
                $"{settings.File}: no origin has `commits:`; give it {{ terms: [no-ai-training], text: https://{settings.Gateway.Origins[0].Host}/terms, contact: mailto:you@example.com }}");
        }
        catch (Exception e) when (e is FedFilterStartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        return CommandLine.BadUsage;
    }
}
