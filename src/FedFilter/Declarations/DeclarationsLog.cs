namespace FedFilter.Declarations;

internal static partial class DeclarationsLog
{
    [LoggerMessage(LogLevel.Error, "What peers declare cannot be read or kept; what depends on it is held ({Error}). Is the disk full, or the store locked?")]
    public static partial void StoreFailed(ILogger log, string error);

    [LoggerMessage(LogLevel.Error, "What {Peer} declares cannot be found out by a fault of FedFilter's; it is asked again in an hour. Please report this.")]
    public static partial void Faulty(ILogger log, string peer, Exception e);

    [LoggerMessage(LogLevel.Error, "What {Peer} declares could not be kept ({Error}); it is asked again.")]
    public static partial void Unkept(ILogger log, string peer, string error);
}
