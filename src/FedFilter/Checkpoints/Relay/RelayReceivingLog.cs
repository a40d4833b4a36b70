namespace FedFilter.Checkpoints.Relay;

internal static partial class RelayReceivingLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {Id} to the relay failed: this is a fault of ours, please report it.")]
    public static partial void Failed(ILogger logger, string id, Exception exception);
}
