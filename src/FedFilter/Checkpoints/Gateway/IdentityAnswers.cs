using FedFilter.Audit;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>What a request gets that is refused content and asks for an actor or key.</summary>
/// <param name="Status">200 with the document; 404 or 410 as the origin says; 502 where the origin does not answer.</param>
/// <param name="Document">The identity document.</param>
internal sealed record IdentityAnswer(int Status, ReadOnlyMemory<byte> Document);

/// <summary>Writes identity documents, and counts them by peer and day; none has a log entry of its own.</summary>
internal sealed class IdentityAnswers(GatewayMetrics metrics, IdentityRollup rollup)
{
    /// <param name="http">The request.</param>
    /// <param name="answer">What it gets.</param>
    /// <param name="peer">The peer that signed; null for an unsigned request.</param>
    public async Task WriteAsync(HttpContext http, IdentityAnswer answer, string? peer)
    {
        http.Response.Clear();
        http.Response.StatusCode = answer.Status;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = answer.Document.Length;
        if (answer.Status != StatusCodes.Status200OK)
            return;

        metrics.IdentityAnswered(isSigned: peer is not null);
        rollup.Count(peer);
        http.Response.ContentType = MediaTypes.Activity;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(answer.Document, http.RequestAborted);
    }
}
