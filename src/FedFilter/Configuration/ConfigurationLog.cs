using FedFilter.Policy;

namespace FedFilter.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(1, LogLevel.Information, "Policy {Revision} is in force ({Mode}).")]
    public static partial void PolicyTaken(ILogger logger, string revision, PolicyMode mode);

    [LoggerMessage(2, LogLevel.Error, "The changed policy has errors; {Revision} stays in force.\n{Problems}")]
    public static partial void PolicyKept(ILogger logger, string revision, string problems);

    [LoggerMessage(3, LogLevel.Warning, "{Section} is set, and this version does not act on it yet.")]
    public static partial void NotActedOn(ILogger logger, string section);
}
