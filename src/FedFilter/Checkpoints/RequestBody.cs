using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints;

/// <summary>Whether a request has a body, as far as its framing tells.</summary>
internal static class RequestBody
{
    public static bool MayFollow(HttpContext context) =>
        context.Request.ContentLength is { } length ? length > 0 : context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
}
