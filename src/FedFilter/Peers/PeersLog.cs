namespace FedFilter.Peers;

internal static partial class PeersLog
{
    [LoggerMessage(1, LogLevel.Warning, "Known keys could not be read from or written to the store; keys are fetched from their hosts instead.")]
    public static partial void StoreFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "When a peer was first met could not be read from or written to the store; rules with `first-seen-within` do not match it until it can.")]
    public static partial void SeenFailed(ILogger logger, Exception exception);
}
