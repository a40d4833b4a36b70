namespace FedFilter.Admin;

internal static partial class AdminLog
{
    [LoggerMessage(LogLevel.Error, "{Host} was to be checked again, and what it declares could not be kept. Is the disk full, or the store locked?")]
    public static partial void NotChecked(ILogger log, string host, Exception e);
}
