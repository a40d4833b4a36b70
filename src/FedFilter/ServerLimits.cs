using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FedFilter;

/// <summary>
/// The limits of the HTTP server. Besides these, Kestrel limits how many streams of HTTP/2 a client may reset (CVE-2023-44487) and how many control
/// frames may wait to be answered (CVE-2019-9512).
/// </summary>
internal static class ServerLimits
{
    /// <summary>Bytes of a body that have arrived and are not read yet, of one connection over HTTP/1.1.</summary>
    public const int UnreadBytes = 64 * 1024;

    /// <summary>Bytes that a stream, and a connection, over HTTP/2 may send ahead.</summary>
    public const int StreamWindow = 256 * 1024;
    public const int ConnectionWindow = 512 * 1024;

    public const int StreamsPerConnection = 100;

    public const int RequestLine = 8 * 1024;
    public const int HeaderBytes = 32 * 1024;
    public const int Headers = 100;

    /// <summary>The head of a request must be there by then.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A connection without a request is closed. Longer than proxies keep theirs, or one would send into a closing connection.</summary>
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(130);

    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A silent HTTP/2 connection is pinged, and closed unless it answers.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The least speed at which a client must take an answer that is ready, in bytes a second, after the grace period.</summary>
    public const int ResponsePace = 240;
    public static readonly TimeSpan ResponseGrace = TimeSpan.FromSeconds(5);

    public static void Set(KestrelServerLimits limits)
    {
        // Uploads and streams of other traffic may take any size and time; deliveries have limits of their own.
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MaxRequestBufferSize = UnreadBytes;
        limits.MaxRequestLineSize = RequestLine;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = Headers;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.MinResponseDataRate = new MinDataRate(ResponsePace, ResponseGrace);
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        limits.Http2.KeepAlivePingDelay = PingAfter;
        limits.Http2.KeepAlivePingTimeout = PingTimeout;
    }
}
