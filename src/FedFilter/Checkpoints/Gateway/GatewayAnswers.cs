using FedFilter.Configuration;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Turns what was decided into the answer of the contract: problem+json (RFC 9457), or a page where a person asks.</summary>
internal sealed class GatewayAnswers(GatewaySettings settings, GatewayRejections rejections, IdentityAnswers identities) : IAuthorizationMiddlewareResultHandler
{
    /// <summary>The origin does not answer; the sender is told to come back.</summary>
    private static readonly Rejection OriginUnreachable = new(
        StatusCodes.Status502BadGateway, "origin-unreachable", "The server behind this filter does not answer right now.", TimeSpan.FromSeconds(30));

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        var request = GatewayRequest.Of(context);
        if (request.Identity is { } identity)
            return identity.Status == StatusCodes.Status502BadGateway ? RejectAsync(context, OriginUnreachable) : identities.WriteAsync(context, identity, request.Verdict?.Peer);
        return request.Verdict is { } verdict
            ? RefusalAnswer.WriteAsync(context, verdict, request.Origin, settings.ExplainRefusals)
            : RejectAsync(context, request.Rejection ?? throw new InvalidOperationException("Authorization failed without saying why."));
    }

    /// <summary>Before the policy was asked.</summary>
    public Task RejectAsync(HttpContext context, Rejection rejection)
    {
        rejections.Count(context, rejection.Code);
        if (rejection.Status == StatusCodes.Status401Unauthorized && context.Features.Get<GatewayRequest>() is { } request)
            SignatureChallenge.Add(context.Response.Headers, request.Authority, withBody: request.Class == RequestClass.Delivery);

        return ProblemAnswer.WriteAsync(context, ProblemDocument.Of(rejection), rejection.RetryAfter);
    }
}
