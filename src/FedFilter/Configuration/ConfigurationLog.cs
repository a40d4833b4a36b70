using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(1, LogLevel.Information, "Policy {Revision} is in force ({Mode}).")]
    public static partial void PolicyTaken(ILogger logger, string revision, PolicyMode mode);

    [LoggerMessage(2, LogLevel.Error, "The changed policy has errors; {Revision} stays in force. What is wrong:")]
    public static partial void PolicyKept(ILogger logger, string revision);

    [LoggerMessage(5, LogLevel.Error, "{Problem}")]
    public static partial void Problem(ILogger logger, Problem problem);

    [LoggerMessage(3, LogLevel.Error, "The policy folder could not be looked at; {Revision} stays in force. This is a fault of ours, please report it.")]
    public static partial void LookFailed(ILogger logger, string revision, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "The policy folder is read again, as SIGHUP asks.")]
    public static partial void ReadAgain(ILogger logger);
}
