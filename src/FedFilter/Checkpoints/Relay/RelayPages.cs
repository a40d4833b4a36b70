using FedFilter.Identity;
using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Answers whoever reads: open to everyone, unsigned.</summary>
internal sealed class RelayPages(RelayActor actor, RelayDocuments documents, RelayAnswers answers, Subscribers subscribers, RelayLog log)
{
    public const string Inbox = "/inbox";

    private const string Json = "application/json";

    public async Task AnswerAsync(HttpContext context)
    {
        var path = RelayRequest.Of(context).Path;
        if (path == Inbox)
            await answers.RejectAsync(context, new Rejection(405, "method-not-allowed", "Send activities here; there is nothing to read."));
        else if (path == PublicPaths.WebFinger)
            await WebFingerAsync(context);
        else if (path == PublicPaths.Terms)
            context.Response.Redirect(answers.Origin.Url(PublicPaths.Terms).AbsoluteUri + context.Request.QueryString); // where our user agent points to
        else if (await FindAsync(path, context.RequestAborted) is not var (type, body))
            await answers.RejectAsync(context, new Rejection(404, "not-found", "There is no such page."));
        else
            await WriteAsync(context, type, body);
    }

    /// <summary>A POST to anything but the inbox.</summary>
    public async Task RejectPostAsync(HttpContext context) => await answers.RejectAsync(
        context,
        await FindAsync(RelayRequest.Of(context).Path, context.RequestAborted) is null
            ? new Rejection(404, "not-found", "There is no such page.")
            : new Rejection(405, "method-not-allowed", "Nothing is received here; the inbox is /inbox."));

    private async Task WebFingerAsync(HttpContext context)
    {
        if (context.Request.Query["resource"] is not [{ Length: > 0 } resource])
            await answers.RejectAsync(context, new Rejection(400, "resource-missing", "WebFinger is asked about one resource (RFC 7033, section 4.2)."));
        else if (documents.WebFinger(resource) is { } found)
            await WriteAsync(context, "application/jrd+json", found);
        else
            await answers.RejectAsync(context, new Rejection(404, "not-found", "There is nobody of that name here."));
    }

    private async Task<(string Type, ReadOnlyMemory<byte> Body)?> FindAsync(string path, CancellationToken cancellation) => path switch
    {
        RelayActor.Path => (MediaTypes.Activity, actor.Document),
        "/.well-known/nodeinfo" => (Json, documents.NodeInfoIndex),
        RelayDocuments.NodeInfoPath => ($"{Json}; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"", documents.NodeInfo),
        "/followers" => (MediaTypes.Activity, RelayDocuments.Collection(actor.Followers, await subscribers.CountAsync(null, cancellation))),
        "/following" => (MediaTypes.Activity, RelayDocuments.Collection(actor.Following, await subscribers.CountAsync(RelayStyle.LitePub, cancellation))),
        "/outbox" => (MediaTypes.Activity, RelayDocuments.Collection(actor.Outbox, await log.LengthAsync(cancellation))),
        "/" => ("text/html; charset=utf-8", RelayPage.Of(actor, answers.Origin, await subscribers.CountAsync(null, cancellation))),
        _ => null,
    };

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        (response.ContentType, response.ContentLength) = (type, body.Length);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "public, max-age=60";
        if (type.StartsWith("text/html", StringComparison.Ordinal))
            response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
