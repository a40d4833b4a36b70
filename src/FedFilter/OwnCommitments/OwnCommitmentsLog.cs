namespace FedFilter.OwnCommitments;

internal static partial class OwnCommitmentsLog
{
    [LoggerMessage(1, LogLevel.Information, "The commitment document of {Host} was renewed; it holds until {Expires:u}.")]
    public static partial void Renewed(ILogger logger, string host, DateTimeOffset expires);

    [LoggerMessage(2, LogLevel.Warning, "The commitment document of {Host} is not renewed: {Why}. It holds until {Expires:u}; `fedfilter commitment sign` makes a new one.")]
    public static partial void NotRenewed(ILogger logger, string host, DateTimeOffset expires, string why);

    [LoggerMessage(3, LogLevel.Error, "The commitment document of {Host} counts for nobody: {Why}. `fedfilter commitment sign` makes a new one.")]
    public static partial void Void(ILogger logger, string host, string why);

    [LoggerMessage(4, LogLevel.Warning, "{Host} has `commits`, and nobody signed them yet: other servers find no commitment document. `fedfilter commitment sign` makes one.")]
    public static partial void NeverSigned(ILogger logger, string host);

    [LoggerMessage(5, LogLevel.Error, "The commitment document of {Host} cannot be read or written: {Why}")]
    public static partial void NotWritten(ILogger logger, string host, string why);

    [LoggerMessage(6, LogLevel.Error, "The commitment document of {Host} could not be looked at. This is a fault of ours, please report it.")]
    public static partial void LookFailed(ILogger logger, string host, Exception exception);
}
