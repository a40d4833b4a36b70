using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>The handling of fetches and deliveries whose signature is missing or does not verify.</summary>
internal sealed class UnverifiedRequests(
    Admission admission, ContextCheck contexts, OriginActors actors, OpenPaths open, GatewayRejections rejections, GatewaySettings settings)
{
    /// <summary>Returns whether such a request is passed to the origin; if not, sets why.</summary>
    public async ValueTask<bool> PassAsync(HttpContext http, GatewayRequest request, HttpSignatureFeature signature)
    {
        var fault = signature.Fault ?? SignatureFault.SignatureMissing;
        var isOpen = open.Include(request);
        if (request.Class == RequestClass.Fetch && (isOpen || AsksForPage(http.Request, request)))
        {
            request.TreatAsUnsigned(isOpen ? RequestClass.Open : RequestClass.Other);
            request.Rejection = !isOpen && OtherTraffic.Check(http.Request, settings) is { } refused ? rejections.OrCount(http, refused) : null;
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
        if (fault == SignatureFault.KeyUnreachable && request.Class == RequestClass.Fetch && settings.UnsignedFetch != UnsignedFetch.Refuse)
            request.Identity = await actors.FindAsync(request, http.RequestAborted);
        return false;
    }

    /// <summary>Web pages and media are open to everybody, so also to clients that sign by other rules, as crawlers do.</summary>
    private static bool AsksForPage(HttpRequest http, GatewayRequest request) =>
        !MediaTypes.AsksForActivityPub(http.Headers.Accept) && (MediaTypes.AsksForHtml(http.Headers.Accept) || !request.IsObjectPath);

    /// <summary>Returns whether the rules would let a Delete pass if its signature had verified.</summary>
    private async ValueTask<bool> GoesOnUnverifiedAsync(HttpContext http, GatewayRequest request, Activity delete, HttpSignatureFeature signature)
    {
        request.Rejection = await contexts.CheckAsync(delete, request.Origin.Reads, request.Client, request.Authority, http.RequestAborted);
        if (request.Rejection is not null)
            return false;
        var claimed = PeerIri.Parse(delete.Actor)!;
        var passes = await admission.WouldPassAsync(GatewayQuestion.Of(http, request, (claimed.Host, signature.ClaimedKeyId!, claimed.Text, null), delete, signature.Body), http.RequestAborted);
        request.Rejection = passes ? null : NothingToDelete.Answer;
        return passes;
    }
}
