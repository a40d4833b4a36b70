using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Gateway;

internal sealed class AdmissionRequirement : IAuthorizationRequirement;

/// <summary>May it pass? Joins what the signature proved with what the request asks for, and hands both to admission.</summary>
internal sealed class GatewayAuthorization(
    Admission admission, UnverifiedRequests unverified, ContextCheck contexts, SignerMemory signers, OriginActors actors, IdentityPaths identities, OpenPaths open,
    GatewayRejections rejections, Settings settings) : AuthorizationHandler<AdmissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AdmissionRequirement requirement)
    {
        var http = context.Resource as HttpContext ?? throw new InvalidOperationException("Gateway routes are authorized by endpoint routing only.");
        var request = GatewayRequest.Of(http);
        if (!request.IsDecidedAbout || await IsAdmittedAsync(http, request))
            context.Succeed(requirement);
        else
            context.Fail();
    }

    private async ValueTask<bool> IsAdmittedAsync(HttpContext http, GatewayRequest request)
    {
        var signature = http.Features.GetRequiredFeature<HttpSignatureFeature>();
        if (signature.Key is not { } key)
            return await unverified.PassAsync(http, request, signature);

        if (!settings.OwnHosts.Contains(key.Peer))
            signers.Note(signature, request.Client);
        Activity? activity = null;
        if (request.Class == RequestClass.Delivery)
        {
            (activity, var fault) = ActivityReader.Read(signature.Body.Span);
            request.Rejection = fault?.Rejection ?? await CheckContextsAsync(http, request, activity!);
            if (request.Rejection is not null)
                return false;
        }

        var question = GatewayQuestion.Of(http, request, (key.Peer, key.KeyId, key.Owner, key.OwnerType), activity, signature.Body);
        request.Verdict = await admission.DecideAsync(question, http.RequestAborted);
        if (request.Class == RequestClass.Fetch && request.Verdict.Decision.Outcome != Outcome.Allow && open.Include(request))
        {
            request.TreatAsUnsigned(RequestClass.Open); // a signature must not get less than none
            return true;
        }

        if (request.Class == RequestClass.Fetch && request.Verdict is { Effective: not Outcome.Allow, RetryAfter: null })
            request.Identity = await actors.FindAsync(request, http.RequestAborted);
        if (request.Identity is not null)
            return false;
        if (await WouldGetIdentityAsync(request, request.Verdict, http.RequestAborted))
            return true;
        request.Verdict = await admission.RecordAsync(question, request.Verdict, http.RequestAborted);
        return request.Verdict.Effective == Outcome.Allow;
    }

    /// <summary>Returns why the contexts of an activity rule it out. In <c>mode: observe</c> a context that cannot be fetched does not.</summary>
    private async ValueTask<Rejection?> CheckContextsAsync(HttpContext http, GatewayRequest request, Activity activity)
    {
        var rejection = await contexts.CheckAsync(activity, request.Origin.Reads, request.Client, request.Authority, http.RequestAborted);
        return rejection is null || rejection == ActivityFault.ContextRedefines.Rejection ? rejection : rejections.OrCount(http, rejection);
    }

    /// <summary>Returns whether <c>mode: observe</c> passes a fetch that <c>mode: enforce</c> would answer with an identity document, which is no refusal.</summary>
    private async ValueTask<bool> WouldGetIdentityAsync(GatewayRequest request, Verdict verdict, CancellationToken cancellation) =>
        request.Class == RequestClass.Fetch
        && verdict is { Effective: Outcome.Allow, Decision.Outcome: not Outcome.Allow, RetryAfter: null }
        && await identities.IncludeAsync(request, cancellation);
}
