namespace FedFilter.Checkpoints.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {Id} failed. Unless the disk is full or another program holds the store, this is a fault of ours: please report it.")]
    public static partial void Failed(ILogger logger, string id, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The origin behind {Host} did not answer ({Error}). Is it running, and is its upstream address right?")]
    public static partial void OriginFailed(ILogger logger, string host, string error);

    [LoggerMessage(3, LogLevel.Information, "{Host} announces its instance actor at [{Paths}]; what it announces stays readable without a signature.")]
    public static partial void InstanceActor(ILogger logger, string host, string paths);

    [LoggerMessage(4, LogLevel.Warning, "Requests with X-Forwarded-For come from {Address}, which is not in gateway.trusted-proxies. If that is your proxy, add it: until then everyone behind it counts as one client and shares the limits of one. (Logged once.)")]
    public static partial void ProxyNotTrusted(ILogger logger, System.Net.IPAddress address);

    [LoggerMessage(5, LogLevel.Warning, "{File} cannot be written ({Error}), so `doctor` cannot report the proxy that is not trusted.")]
    public static partial void ProxyNotKept(ILogger logger, string file, string error);
}
