using System.Net;
using FedFilter.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Looks at the origin's headers before any of its body is sent. What answers a signed fetch must never come out of a shared cache
/// for someone else; what answers an unsigned request, or a delivery, must not be ActivityPub content.
/// </summary>
internal sealed class OriginResponseTransform(GatewaySettings settings, Admission admission, GatewayAnswers answers) : ResponseTransform
{
    // Headers with which a cache in front may be told something else than Cache-Control says (RFC 9213).
    private static readonly string[] CacheOverrides = ["Surrogate-Control", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control"];

    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } answer)
            return;
        var request = GatewayRequest.Of(context.HttpContext);
        if (request.Class == RequestClass.Fetch)
            KeepPrivate(context.HttpContext.Response.Headers);
        else if (request.Class == RequestClass.Other && HoldsActivityPub(answer) && !IsLeftToTheRules(request))
            await AnswerUnsignedFetchAsync(context, answer);
        else if (request.Class == RequestClass.Delivery && HoldsActivityPub(answer))
            Withhold(context); // who may deliver may not therefore fetch, whatever made the origin take the one for the other
    }

    private static void Withhold(ResponseTransformContext context)
    {
        context.SuppressResponseBody = true;
        context.HttpContext.Response.Headers.ContentLength = 0;
        context.HttpContext.Response.Headers.Remove("Transfer-Encoding");
    }

    private static void KeepPrivate(IHeaderDictionary headers)
    {
        headers.Append("Vary", "Accept, Signature, Signature-Input");
        headers.CacheControl = headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase) ? "no-store" : "private";
        foreach (var name in CacheOverrides)
            headers.Remove(name);
    }

    private async ValueTask AnswerUnsignedFetchAsync(ResponseTransformContext context, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode >= 400)
        {
            Withhold(context); // the origin's own refusal, or its word that the document is gone: the status is the answer
            return;
        }

        context.SuppressResponseBody = true;
        var response = context.HttpContext.Response;
        var stub = settings.UnsignedFetch == UnsignedFetch.ActorStub && answer.StatusCode == HttpStatusCode.OK
            ? await Stub.FromAsync(answer.Content, context.HttpContext.RequestAborted)
            : null;
        response.Clear();
        if (stub is null)
        {
            await answers.RejectAsync(context.HttpContext, new Rejection(401, "signature-missing", "ActivityPub documents are served here to signed requests only (HTTP signatures)."));
            return;
        }

        response.ContentType = MediaTypes.Activity;
        response.Headers.CacheControl = "no-store";
        response.ContentLength = stub.Length;
        if (!HttpMethods.IsHead(context.HttpContext.Request.Method))
            await response.Body.WriteAsync(stub, context.HttpContext.RequestAborted);
    }

    private bool IsLeftToTheRules(GatewayRequest request) =>
        settings.UnsignedFetch == UnsignedFetch.Allow && admission.AllowsUnsigned(request.Path.Canonical);

    private static bool HoldsActivityPub(HttpResponseMessage answer) =>
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types) && types.Any(MediaTypes.IsActivityPub);
}
