namespace FedFilter.Peers;

internal static partial class PeersLog
{
    [LoggerMessage(1, LogLevel.Warning, "Known keys cannot be read from or written to the store ({Why}); they are fetched from their hosts instead. Logged at most once a minute.")]
    public static partial void StoreFailed(ILogger logger, string why);

    [LoggerMessage(2, LogLevel.Warning, "First contacts cannot be read from or written to the store ({Why}); rules with `first-seen-within` do not match until they can. Logged at most once a minute.")]
    public static partial void SeenFailed(ILogger logger, string why);
}
