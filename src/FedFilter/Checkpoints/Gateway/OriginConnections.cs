using System.Collections.Concurrent;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Chooses between a pooled and a new connection to the origin. Some servers close a connection after an answer without announcing it, and a
/// request that is written at that moment is lost. Safe requests without a body (RFC 9110, section 9.2.1) may then be sent again, as
/// SocketsHttpHandler does by itself in part. Every other request is sent at most once, and over a new connection until the origin announces
/// that it keeps connections open.
/// </summary>
/// <param name="pooled">Reuses connections.</param>
/// <param name="single">Uses each connection for one request.</param>
/// <param name="reuses">The admin's setting: the origin keeps connections open, whatever it announces.</param>
internal sealed class OriginConnections(HttpMessageHandler pooled, HttpMessageHandler single, bool reuses) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _pooled = new(pooled);
    private readonly HttpMessageInvoker _single = new(single);

    /// <summary>The upstreams whose last answer announced an open connection. As many as are configured.</summary>
    private readonly ConcurrentDictionary<string, bool> _keepOpen = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var upstream = request.RequestUri!.Authority;
        var isSafe = request.Content is null && IsSafe(request.Method);
        if (!isSafe)
            request.Content ??= new NoBody();
        var connections = isSafe || reuses || _keepOpen.GetValueOrDefault(upstream) ? _pooled : _single;
        HttpResponseMessage response;
        try
        {
            response = await connections.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (isSafe && e is { HttpRequestError: not HttpRequestError.ConnectionError, InnerException: IOException })
        {
            response = await _single.SendAsync(request, cancellationToken); // the pooled connection was lost before an answer
        }

        if (response.StatusCode != HttpStatusCode.SwitchingProtocols && AnnouncesReuse(response) is var announced && _keepOpen.GetValueOrDefault(upstream) != announced)
            _keepOpen[upstream] = announced;
        return response;
    }

    /// <summary>With CONNECT, which opens a WebSocket over HTTP/2, nothing is delivered before the answer.</summary>
    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace || method == HttpMethod.Connect;

    /// <summary>HTTP/2 says when a connection ends, and which requests were not processed (RFC 9113, section 6.8). HTTP/1.1 says it in two headers.</summary>
    private static bool AnnouncesReuse(HttpResponseMessage response)
    {
        if (response.Version.Major >= 2)
            return true;
        var headers = response.Headers.NonValidated;
        if (!headers.TryGetValues("Connection", out var connection))
            return headers.Contains("Keep-Alive");
        var options = connection.ToString();
        return !options.Contains("close", StringComparison.OrdinalIgnoreCase)
            && (options.Contains("keep-alive", StringComparison.OrdinalIgnoreCase) || headers.Contains("Keep-Alive"));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pooled.Dispose();
            _single.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>An empty body, which keeps SocketsHttpHandler from sending a POST or DELETE without content a second time.</summary>
    private sealed class NoBody : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return true;
        }
    }
}

/// <summary>Makes the reverse proxy's client for each cluster.</summary>
internal sealed class OriginClientFactory : ForwarderHttpClientFactory
{
    /// <summary>Name in a cluster's metadata for <c>gateway.origins[].reuse-connections</c>.</summary>
    public const string ReuseConnections = "reuse-connections";

    /// <summary>Pooled connections end after this: sooner than a server closes them (Puma and Node: 5 s or more, at an unknown moment).</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(2);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null; // the origin gets the headers that were sent, and no trace headers of ours
        handler.PooledConnectionIdleTimeout = MaxIdle;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        // As the base class makes the other one.
        var single = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        ConfigureHandler(context, single);
        single.PooledConnectionLifetime = TimeSpan.Zero;
        return base.WrapHandler(context, new OriginConnections(handler, single, context.NewMetadata?.ContainsKey(ReuseConnections) == true));
    }
}
