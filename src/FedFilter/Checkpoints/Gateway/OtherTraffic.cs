using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>What <c>gateway.other-traffic</c> and <c>gateway.ai-crawlers</c> refuse of the requests that are not federation.</summary>
internal static class OtherTraffic
{
    private static readonly Rejection Unwanted = new(403, "other-traffic-refused", "Only federation is served here.");
    private static readonly Rejection Crawler = new(403, "ai-crawler-refused", "This server does not serve crawlers that collect training data.");

    /// <summary>Returns why a request is refused; null if it is not.</summary>
    public static Rejection? Check(HttpRequest request, GatewaySettings settings) =>
        settings.RefuseOtherTraffic ? Unwanted
        : settings.RefuseAiCrawlers && AiCrawlers.Include(request.Headers.UserAgent) ? Crawler
        : null;
}
