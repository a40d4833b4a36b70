using System.Globalization;
using System.Text;
using System.Text.Json;
using FedFilter.Policy;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// What the origin is told of a request that goes no further, as a problem document (RFC 9457). 403 is final for the origin, after 503 and
/// 429 it tries again; never is it told that something arrived which did not.
/// </summary>
internal sealed record EgressAnswer(ProblemDocument Problem, TimeSpan? RetryAfter)
{
    private static readonly TimeSpan HoldFor = TimeSpan.FromMinutes(1);

    public static EgressAnswer Of(Rejection rejection) =>
        new(ProblemDocument.Of(rejection), rejection.RetryAfter);

    public static EgressAnswer Of(Verdict verdict)
    {
        var (status, title, retryAfter) = verdict switch
        {
            { Effective: Outcome.Hold } => (StatusCodes.Status503ServiceUnavailable, $"Whether this may go to {verdict.Peer} cannot be decided right now.", HoldFor),
            { RetryAfter: { } wait } => (StatusCodes.Status429TooManyRequests, $"The federation policy lets only so many requests go to {verdict.Peer}.", wait),
            _ => (StatusCodes.Status403Forbidden, $"The federation policy does not let this go to {verdict.Peer}.", (TimeSpan?)null),
        };
        return new(
            new ProblemDocument
            {
                Status = status,
                Title = title,
                Code = verdict.Code,
                Decision = verdict.Id,
                Peer = verdict.Peer,
                Missing = verdict.Decision.Missing,
            },
            retryAfter);
    }

    private string? Seconds => RetryAfter is { } wait ? ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;

    private byte[] Body => JsonSerializer.SerializeToUtf8Bytes(Problem, ProblemDocumentJson.Default.ProblemDocument);

    public async Task WriteAsync(HttpContext context)
    {
        var (response, body) = (context.Response, Body);
        response.StatusCode = Problem.Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.RetryAfter = Seconds;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The same as octets, in answer to a CONNECT.</summary>
    public byte[] ToOctets()
    {
        var body = Body;
        var retry = Seconds is { } seconds ? $"Retry-After: {seconds}\r\n" : "";
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Problem.Status} Refused\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\n{retry}Connection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
