using System.Globalization;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Net.Http.Headers;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Turns what was decided into the answer of the contract: problem+json (RFC 9457), or a page where a person asks.</summary>
internal sealed class GatewayAnswers(GatewaySettings settings, GatewayRejections rejections) : IAuthorizationMiddlewareResultHandler
{
    private static readonly TimeSpan HoldFor = TimeSpan.FromMinutes(1);

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        var request = GatewayRequest.Of(context);
        return request.Verdict is { } verdict
            ? RefuseAsync(context, request, verdict)
            : RejectAsync(context, request.Rejection ?? throw new InvalidOperationException("Authorization failed without saying why."));
    }

    /// <summary>Before the policy was asked.</summary>
    public Task RejectAsync(HttpContext context, Rejection rejection)
    {
        rejections.Count(context, rejection.Code);
        if (rejection.Status == StatusCodes.Status401Unauthorized && context.Features.Get<GatewayRequest>() is { } request)
            SignatureChallenge.Add(context.Response.Headers, request.Authority, withBody: request.Class == RequestClass.Delivery);

        return WriteAsync(context, rejection.RetryAfter, new ProblemDocument
        {
            Status = rejection.Status,
            Title = rejection.Detail,
            Code = rejection.Code,
        });
    }

    private Task RefuseAsync(HttpContext context, GatewayRequest request, Verdict verdict)
    {
        var isHeld = verdict.Effective == Outcome.Hold;
        var problem = RefusalAnswer.Of(
            isHeld, verdict.RetryAfter is not null, (verdict.Id, verdict.Code, verdict.Peer, verdict.Decision.Missing), request.Origin, settings.ExplainRefusals);
        return WriteAsync(context, isHeld ? HoldFor : verdict.RetryAfter, problem);
    }

    private static async Task WriteAsync(HttpContext context, TimeSpan? retryAfter, ProblemDocument problem)
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
            ? System.Text.Encoding.UTF8.GetBytes(RefusalPage.Of(problem))
            : JsonSerializer.SerializeToUtf8Bytes(problem, ProblemDocumentJson.Default.ProblemDocument);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
