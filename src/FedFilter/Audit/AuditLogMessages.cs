namespace FedFilter.Audit;

internal static partial class AuditLogMessages
{
    [LoggerMessage(1, LogLevel.Error, "{Count} audit entries could not be written. Is the disk full, or the data folder read-only? Refusals are answered 503 until it can be written again.")]
    public static partial void NotWritten(ILogger logger, int count, Exception exception);
}
