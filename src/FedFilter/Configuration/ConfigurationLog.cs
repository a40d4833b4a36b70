using FedFilter.Policy;

namespace FedFilter.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(1, LogLevel.Information, "Policy {Revision} is in force ({Mode}).")]
    public static partial void PolicyTaken(ILogger logger, string revision, PolicyMode mode);

    [LoggerMessage(2, LogLevel.Error, "The changed policy has errors; {Revision} stays in force.\n{Problems}")]
    public static partial void PolicyKept(ILogger logger, string revision, string problems);

    [LoggerMessage(3, LogLevel.Error, "The policy folder could not be looked at; {Revision} stays in force. This is a fault of ours, please report it.")]
    public static partial void LookFailed(ILogger logger, string revision, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "The policy folder is read again, as SIGHUP asks.")]
    public static partial void ReadAgain(ILogger logger);
}
