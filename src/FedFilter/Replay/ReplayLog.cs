namespace FedFilter.Replay;

internal static partial class ReplayLog
{
    [LoggerMessage(1, LogLevel.Warning, "Records of decisions could not be written; they are counted as lost for `policy replay`.")]
    public static partial void NotWritten(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Old records of decisions could not be dropped; it is tried again in a minute.")]
    public static partial void NotPruned(ILogger logger, Exception exception);
}
