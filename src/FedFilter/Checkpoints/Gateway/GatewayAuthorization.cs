using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Gateway;

internal sealed class AdmissionRequirement : IAuthorizationRequirement;

/// <summary>May it pass? Joins what the signature proved with what the request asks for, and hands both to admission.</summary>
internal sealed class GatewayAuthorization(
    Admission admission, ContextCheck contexts, SignerMemory signers, OriginActors actors, IdentityPaths identities, GatewayRejections rejections, Settings settings) : AuthorizationHandler<AdmissionRequirement>
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
            return await PassesUnverifiedAsync(http, request, signature);

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

        var question = Question(http, request, (key.Peer, key.KeyId, key.Owner, key.OwnerType), activity, signature.Body);
        request.Verdict = await admission.DecideAsync(question, http.RequestAborted);
        if (request.Class == RequestClass.Fetch && request.Verdict is { Effective: not Outcome.Allow, RetryAfter: null })
            request.Identity = await actors.FindAsync(request, http.RequestAborted);
        if (request.Identity is not null)
            return false;
        if (await WouldGetIdentityAsync(request, request.Verdict, http.RequestAborted))
            return true;
        request.Verdict = await admission.RecordAsync(question, request.Verdict, http.RequestAborted);
        return request.Verdict.Effective == Outcome.Allow;
    }

    /// <summary>Returns whether a request that nobody verifiably signed goes on to the origin.</summary>
    private async ValueTask<bool> PassesUnverifiedAsync(HttpContext http, GatewayRequest request, HttpSignatureFeature signature)
    {
        var fault = signature.Fault ?? SignatureFault.SignatureMissing;
        if (request.Class == RequestClass.Fetch && !MediaTypes.AsksForActivityPub(http.Request.Headers.Accept))
        {
            // Web pages and media are open to everybody, so also to clients with a signature of another kind, such as crawlers' (Web Bot Auth).
            (request.Class, request.DropsSignature) = (RequestClass.Other, request.Mode == PolicyMode.Enforce);
            request.Rejection = OtherTraffic.Check(http.Request, settings.Gateway) is { } refused ? rejections.OrCount(http, refused) : null;
            return request.Rejection is null;
        }

        var delete = request.Class == RequestClass.Delivery ? NothingToDelete.Of(signature) : null;
        if (request.Mode == PolicyMode.Observe && ObserveMode.Passes(fault))
        {
            if (delete is null)
                rejections.CountObserved(http, fault.Code());
            request.Unverified = fault;
            return true;
        }

        if (delete is not null)
        {
            request.Unverified = await GoesOnUnverifiedAsync(http, request, delete, signature) ? SignatureFault.KeyGone : null;
            return request.Unverified is not null;
        }

        request.Rejection = Rejection.Of(signature);

        // Two servers that wait for each other's key would wait forever. With any other fault the sender may sign once more, in another style.
        if (fault == SignatureFault.KeyUnreachable && request.Class == RequestClass.Fetch && settings.Gateway.UnsignedFetch != UnsignedFetch.Refuse)
            request.Identity = await actors.FindAsync(request, http.RequestAborted);
        return false;
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

    /// <summary>Whether the origin gets it: where it would be let pass if its signature had verified.</summary>
    private async ValueTask<bool> GoesOnUnverifiedAsync(HttpContext http, GatewayRequest request, Activity delete, HttpSignatureFeature signature)
    {
        request.Rejection = await contexts.CheckAsync(delete, request.Origin.Reads, request.Client, request.Authority, http.RequestAborted);
        if (request.Rejection is not null)
            return false;
        var claimed = PeerIri.Parse(delete.Actor)!;
        var passes = await admission.WouldPassAsync(Question(http, request, (claimed.Host, signature.ClaimedKeyId!, claimed.Text, null), delete, signature.Body), http.RequestAborted);
        request.Rejection = passes ? null : NothingToDelete.Answer;
        return passes;
    }

    private static AdmissionQuestion Question(
        HttpContext http, GatewayRequest request, (string Peer, string KeyId, string Owner, string? OwnerType) key, Activity? activity, ReadOnlyMemory<byte> body) => new()
        {
            Checkpoint = Policy.Facts.Checkpoint.Gateway,
            Direction = activity is null ? Policy.Facts.Direction.Outbound : Policy.Facts.Direction.Inbound,
            Kind = activity is null ? Policy.Facts.RequestKind.Fetch : Policy.Facts.RequestKind.Delivery,
            Signer = key.Peer,
            KeyId = key.KeyId,
            KeyOwner = key.Owner,
            ActorType = activity is null || PeerIri.AreSame(activity.Actor, key.Owner) ? key.OwnerType : null,
            Activity = activity,
            Body = body,
            Origin = request.Origin.Host,
            Path = request.Path.Canonical,
            RoutedPaths = request.Query.Paths,
            Target = request.RawTarget,
            UserAgent = http.Request.Headers.UserAgent.ToString(),
            Client = request.Client,
        };
}
