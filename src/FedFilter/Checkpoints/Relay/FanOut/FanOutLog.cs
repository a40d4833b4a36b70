namespace FedFilter.Checkpoints.Relay.FanOut;

internal static partial class FanOutLog
{
    [LoggerMessage(1, LogLevel.Warning, "Subscriber {Host} of the relay may not be one any more ({Code}, decision {Decision}); it gets nothing until it may again.")]
    public static partial void Suspended(ILogger log, string host, string? code, string decision);

    [LoggerMessage(2, LogLevel.Information, "Subscriber {Host} of the relay may be one again.")]
    public static partial void Resumed(ILogger log, string host);

    [LoggerMessage(3, LogLevel.Error, "The relay's progress cannot be read or kept; it sends nothing until it can. Is the disk full, or the store locked?")]
    public static partial void StoreFailed(ILogger log, Exception e);

    [LoggerMessage(4, LogLevel.Error, "Something went wrong in sending to {Host}; it is tried again.")]
    public static partial void RunFailed(ILogger log, string host, Exception e);

    [LoggerMessage(5, LogLevel.Warning, "Subscriber {Host} of the relay answered 410 (gone); its subscription has ended.")]
    public static partial void Gone(ILogger log, string host);
}
