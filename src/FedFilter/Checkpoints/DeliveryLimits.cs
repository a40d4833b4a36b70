using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints;

/// <summary>What a delivery's body may be; looked at before any of it is read.</summary>
internal static class DeliveryLimits
{
    /// <summary>Kestrel lets Content-Length stand beside Transfer-Encoding and renames it; whoever sent both may hope that two servers disagree.</summary>
    public static Rejection? CheckFraming(IHeaderDictionary headers) => headers.ContainsKey("X-Content-Length") && headers.TransferEncoding.Count > 0
        ? new Rejection(400, "framing-ambiguous", "Content-Length and Transfer-Encoding must not both be sent.")
        : null;

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
