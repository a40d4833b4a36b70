using FedFilter.Checkpoints.Gateway;
using FedFilter.OwnCommitments;
using Microsoft.Net.Http.Headers;

namespace FedFilter.Admin;

/// <summary>
/// <c>/.well-known/federation-commitments</c>: the origin's own signed document, the octets as they were signed. None where nothing is
/// promised or nobody signed, and none on an alias: the document is about one host.
/// </summary>
internal sealed class CommitmentsPage(DocumentFile files)
{
    /// <summary>Whether there was a document to answer with.</summary>
    public async Task<bool> TryWriteAsync(HttpContext context, GatewayRequest request)
    {
        if (request.Origin.Commits is null || request.Authority != request.Origin.Host || files.Read(request.Origin) is not { } octets)
            return false;

        var tag = new EntityTagHeaderValue($"\"{DocumentFile.HashOf(octets)[..32]}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromMinutes(5) };
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = octets.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(octets, context.RequestAborted);
        return true;
    }
}
