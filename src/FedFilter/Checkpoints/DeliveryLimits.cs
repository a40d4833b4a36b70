using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints;

/// <summary>What a delivery's body may be; looked at before any of it is read.</summary>
internal static class DeliveryLimits
{
    // RFC 9113, section 8.2.2. Kestrel itself refuses Connection and TE.
    private static readonly string[] ConnectionFields = ["Transfer-Encoding", "Upgrade", "Keep-Alive", "Proxy-Connection"];

    /// <summary>
    /// Refuses a message that two servers could frame differently. Over HTTP/1.1 Kestrel lets Content-Length stand beside Transfer-Encoding and
    /// renames it; over HTTP/2 it lets fields pass that HTTP/1.1 frames by.
    /// </summary>
    public static Rejection? CheckFraming(HttpRequest request)
    {
        if (request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length"))
            return new Rejection(400, "framing-ambiguous", "Content-Length and Transfer-Encoding must not both be sent.");
        return HttpProtocol.IsHttp2(request.Protocol) && ConnectionFields.Any(request.Headers.ContainsKey)
            ? new Rejection(400, "framing-ambiguous", "Fields of a connection, such as Transfer-Encoding, must not be sent over HTTP/2.")
            : null;
    }

    /// <summary>Limits the size of a delivery, which is read whole; the gateway's listener takes uploads of any size.</summary>
    public static Rejection? Set(HttpContext context, long maxBody)
    {
        // No server compresses what it delivers, and inflating a stranger's octets is how small requests become large ones.
        if (context.Request.Headers.ContentEncoding.Count > 0)
            return new Rejection(415, "body-encoded", "Deliveries must not be compressed: send the body without Content-Encoding.");
        if (context.Request.ContentLength > maxBody)
            return new Rejection(413, "body-too-large", $"Deliveries may have at most {maxBody} octets.");
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = maxBody;
        return null;
    }
}
