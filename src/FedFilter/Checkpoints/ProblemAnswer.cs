using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace FedFilter.Checkpoints;

/// <summary>Writes a problem document (RFC 9457), or a page where a person asks.</summary>
internal static class ProblemAnswer
{
    /// <summary>When a request that is held may be tried again.</summary>
    public static readonly TimeSpan HoldFor = TimeSpan.FromMinutes(1);

    public static async Task WriteAsync(HttpContext context, ProblemDocument problem, TimeSpan? retryAfter)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        var html = MediaTypes.AsksForHtml(context.Request.Headers[HeaderNames.Accept]);
        response.ContentType = html ? "text/html; charset=utf-8" : "application/problem+json";
        if (html)
            response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        var body = html
            ? Encoding.UTF8.GetBytes(RefusalPage.Of(problem))
            : JsonSerializer.SerializeToUtf8Bytes(problem, ProblemDocumentJson.Default.ProblemDocument);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
