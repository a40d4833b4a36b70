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

    [LoggerMessage(6, LogLevel.Error, "List {Name}: {File} is not taken: {Why}. The last good copy stays in force.")]
    public static partial void ListKept(ILogger logger, string name, string file, string why);

    [LoggerMessage(7, LogLevel.Error, "List {Name}: {File} cannot be used, and there is no earlier copy: {Why}. Until it is mended or accepted, requests whose outcome depends on it are answered 503.")]
    public static partial void ListUnread(ILogger logger, string name, string file, string why);

    [LoggerMessage(8, LogLevel.Information, "List {Name}: its file is in force again.")]
    public static partial void ListWell(ILogger logger, string name);

    [LoggerMessage(9, LogLevel.Error, "Copies of lists cannot be written: {Why}")]
    public static partial void ListUnkept(ILogger logger, string why);

    [LoggerMessage(4, LogLevel.Information, "The policy folder is read again, as SIGHUP asks.")]
    public static partial void ReadAgain(ILogger logger);
}
