namespace FedFilter.Checkpoints.Egress;

internal static partial class EgressLog
{
    [LoggerMessage(1, LogLevel.Error, "Egress request {Id} failed. Unless the disk is full or another program holds the store, this is a fault of ours: please report it.")]
    public static partial void Failed(ILogger logger, string id, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "When the origin last used the proxy could not be written to {File}: {Error}")]
    public static partial void NotKept(ILogger logger, string file, string error);
}
