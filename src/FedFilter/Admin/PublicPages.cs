using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Identity;

namespace FedFilter.Admin;

/// <summary>
/// FedFilter's own pages on the origin's host: its actor, what it asks of others, and what it decided. Open to everyone, and nothing
/// here changes anything. The origin never sees requests for them.
/// </summary>
internal sealed class PublicPages(
    RequestDelegate next, OwnActors actors, PolicyStore policies, AuditQuery audit, AuditPages log, CommitmentsPage commitments, GatewayAnswers answers)
{
    private const string Prefix = "/fedfilter/";
    private const string DecisionPrefix = "/fedfilter/decisions/";

    public Task InvokeAsync(HttpContext context)
    {
        var request = GatewayRequest.Of(context);
        var path = request.Path.Raw;
        if (path == PublicPaths.WebFinger && actors.Of(request.Origin).AnswersTo(context.Request.Query["resource"]))
            return WriteAsync(context, "application/jrd+json", actors.Of(request.Origin).WebFinger);
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) && path != PublicPaths.Commitments)
            return next(context);
        if (path == PublicPaths.ActorInbox || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            return answers.RejectAsync(context, new Rejection(405, "method-not-allowed", "Nothing is received here."));

        if (path == PublicPaths.Commitments)
            return CommitmentsAsync(context, request);
        if (path == PublicPaths.Actor)
            return WriteAsync(context, MediaTypes.Activity, actors.Of(request.Origin).Document);
        if (path == PublicPaths.Terms)
            return WriteAsync(context, "text/html; charset=utf-8", TermsPage.Of(request.Origin, policies.Current));
        if (path.StartsWith(AuditPages.Prefix, StringComparison.Ordinal))
            return LogAsync(context, path[AuditPages.Prefix.Length..]);
        return path.StartsWith(DecisionPrefix, StringComparison.Ordinal)
            ? DecisionAsync(context, path[DecisionPrefix.Length..])
            : NotFound(context);
    }

    private async Task CommitmentsAsync(HttpContext context, GatewayRequest request)
    {
        if (!await commitments.TryWriteAsync(context, request))
            await NotFound(context);
    }

    private async Task DecisionAsync(HttpContext context, string id)
    {
        if (await audit.FindAsync(id, context.RequestAborted) is { } record)
            await WriteAsync(context, "text/html; charset=utf-8", DecisionPage.Of(record));
        else
            await NotFound(context);
    }

    private async Task LogAsync(HttpContext context, string path)
    {
        if (await log.FindAsync(path, context.RequestAborted) is { } page)
        {
            context.Response.Headers.CacheControl = page.Caching;
            await WriteAsync(context, page.Type, page.Body);
        }
        else
        {
            await NotFound(context);
        }
    }

    private Task NotFound(HttpContext context) =>
        answers.RejectAsync(context, new Rejection(404, "not-found", "There is no such page."));

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (type.StartsWith("text/html", StringComparison.Ordinal))
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
