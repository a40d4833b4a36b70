namespace FedFilter.Notify;

internal static partial class NotifyLog
{
    [LoggerMessage(1, LogLevel.Warning, "Notice {Notice} was not taken by {Webhook}: {Why}. It is sent again for a day.")]
    public static partial void NotTaken(ILogger log, string notice, string webhook, string why);

    [LoggerMessage(2, LogLevel.Error, "Notice {Notice} was refused by {Webhook} and is not sent again: {Why}. Is the address in `notify` right?")]
    public static partial void Refused(ILogger log, string notice, string webhook, string why);

    [LoggerMessage(3, LogLevel.Error, "Notice {Notice} was not taken by {Webhook} for a day, and is given up: {Why}. `fedfilter peers list --needs-review` shows what waits.")]
    public static partial void Expired(ILogger log, string notice, string webhook, string why);

    [LoggerMessage(4, LogLevel.Error, "{Count} notices were dropped unsent: more than {Most} waited. `fedfilter peers list --needs-review` shows what waits.")]
    public static partial void Dropped(ILogger log, int count, int most);

    [LoggerMessage(5, LogLevel.Error, "Notices cannot be read or kept; it is tried again. Is the disk full, or the store locked?")]
    public static partial void StoreFailed(ILogger log, Exception e);
}
