namespace FedFilter.Peers;

internal static partial class PeersLog
{
    [LoggerMessage(1, LogLevel.Warning, "Known keys could not be read from or written to the store; keys are fetched from their hosts instead.")]
    public static partial void StoreFailed(ILogger logger, Exception exception);
}
