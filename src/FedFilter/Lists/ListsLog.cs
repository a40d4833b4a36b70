namespace FedFilter.Lists;

internal static partial class ListsLog
{
    [LoggerMessage(1, LogLevel.Information, "List {Name}: a new version with {Count} entries was fetched.")]
    public static partial void Fetched(ILogger logger, string name, int count);

    [LoggerMessage(2, LogLevel.Warning, "List {Name}: {Url} was asked, and what came cannot be taken: {Why}. The copy fetched {FetchedAt:u} stays in force.")]
    public static partial void Kept(ILogger logger, string name, string url, string why, DateTimeOffset? fetchedAt);

    [LoggerMessage(6, LogLevel.Error, "List {Name}: {Url} now has a text that is not taken: {Why}. The copy fetched {FetchedAt:u} stays in force.")]
    public static partial void Rejected(ILogger logger, string name, string url, string why, DateTimeOffset? fetchedAt);

    [LoggerMessage(3, LogLevel.Error, "List {Name}: {Url} could never be fetched so far: {Why}. Until it is, requests whose outcome depends on it are answered 503.")]
    public static partial void Unread(ILogger logger, string name, string url, string why);

    [LoggerMessage(4, LogLevel.Error, "List {Name}: its copy cannot be written: {Why}")]
    public static partial void Unwritten(ILogger logger, string name, string why);

    [LoggerMessage(5, LogLevel.Error, "The lists could not be looked at. This is a fault of ours, please report it.")]
    public static partial void LookFailed(ILogger logger, Exception exception);
}
