namespace FedFilter.Checkpoints.Relay;

internal static partial class RelayReceivingLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {Id} to the relay failed. Unless the disk is full or another program holds the store, this is a fault of ours: please report it.")]
    public static partial void Failed(ILogger logger, string id, Exception exception);
}
