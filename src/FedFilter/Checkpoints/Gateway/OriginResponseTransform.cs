using System.Net;
using FedFilter.Policy;
using Yarp.ReverseProxy.Transforms;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Handles the origin's answer before any of its body is sent. An answer to a signed fetch, which was decided about and allowed, must never come
/// out of a shared cache for someone else. Any other answer goes through <see cref="ContentGate"/>. In <c>mode: observe</c> every answer leaves as the
/// origin gave it.
/// </summary>
internal sealed class OriginResponseTransform(ContentGate gate, GatewayAnswers answers, IdentityAnswers identities, GatewayRejections rejections) : ResponseTransform
{
    // Headers by which a cache in front can be told something else than by Cache-Control (RFC 9213).
    private static readonly string[] CacheOverrides = ["Surrogate-Control", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control"];

    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } answer)
            return;
        var http = context.HttpContext;
        var request = GatewayRequest.Of(http);
        if (request.Mode == PolicyMode.Observe)
        {
            if (request.Class is RequestClass.Open or RequestClass.Other && await gate.WouldKeepAsync(request, http.Request.Headers.Accept, answer, http.RequestAborted))
                rejections.CountObserved(http, ContentGate.SignatureMissing.Code);
            return;
        }

        if (request.Unverified is not null && answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            context.SuppressResponseBody = true;
            http.Response.Clear();
            await answers.RejectAsync(http, NothingToDelete.Answer);
            return;
        }

        if (request.Class is RequestClass.Fetch or RequestClass.Client)
        {
            KeepPrivate(http.Response.Headers);
            return;
        }

        var (passage, identity) = await gate.CheckAsync(request, http.Request.Headers.Accept, answer, http.RequestAborted);
        context.SuppressResponseBody = passage != Passage.Whole || HttpMethods.IsHead(http.Request.Method);
        if (passage == Passage.StatusOnly)
        {
            http.Response.Headers.ContentLength = 0;
            http.Response.Headers.Remove("Transfer-Encoding");
        }
        else if (passage == Passage.Identity)
        {
            await identities.WriteAsync(http, identity!, peer: null);
        }
        else if (passage == Passage.Nothing)
        {
            http.Response.Clear();
            await answers.RejectAsync(http, ContentGate.SignatureMissing);
        }
    }

    private static void KeepPrivate(IHeaderDictionary headers)
    {
        headers.Append("Vary", "Accept, Authorization, Signature, Signature-Input");
        headers.CacheControl = headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase) ? "no-store" : "private";
        foreach (var name in CacheOverrides)
            headers.Remove(name);
    }
}
