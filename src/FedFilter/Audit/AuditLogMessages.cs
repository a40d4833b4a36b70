namespace FedFilter.Audit;

internal static partial class AuditLogMessages
{
    [LoggerMessage(1, LogLevel.Error, "{Count} audit entries could not be written. Is the disk full, or the data folder read-only? Refusals are answered 503 until it can be written again; this is said once.")]
    public static partial void NotWritten(ILogger logger, int count, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The audit log can be written again. {Count} entries were not taken meanwhile; their requests were answered 503, or are counted on.")]
    public static partial void WrittenAgain(ILogger logger, long count);

    [LoggerMessage(3, LogLevel.Critical, "THE AUDIT LOG DOES NOT FIT ITS LAST CHECKPOINT: {Fault}. Nothing is signed any more; requests are served and recorded as before. Keep the data folder as it is, and see docs/audit-log.md, \"When it does not verify\".")]
    public static partial void NotSound(ILogger logger, LogFault fault);

    [LoggerMessage(4, LogLevel.Error, "The audit log's head could not be signed: {Reason}. It is tried again each second; this is said once.")]
    public static partial void NotSigned(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The audit log has {Size} entries and no checkpoint yet. Its head is signed as it stands: what was changed before cannot be told.")]
    public static partial void FirstHead(ILogger logger, long size);

    [LoggerMessage(6, LogLevel.Information, "Of the audit log, the personal details of {Details} entries were erased, and {Entries} entries dropped; their hashes stay.")]
    public static partial void Pruned(ILogger logger, long details, long entries);

    [LoggerMessage(7, LogLevel.Error, "The audit log could not be pruned. It is tried again in an hour.")]
    public static partial void NotPruned(ILogger logger, Exception exception);
}
