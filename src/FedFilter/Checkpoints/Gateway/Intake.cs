using FedFilter.Configuration;
using FedFilter.Policy;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The first step: for which origin is this, what kind of request is it, and can it be read in one way only? Answers without any
/// cryptography. Cheap tests first; nothing here waits for anything.
/// </summary>
internal sealed class Intake(GatewaySettings settings, OriginTable origins, OpenPaths open, GatewayMetrics metrics)
{
    private readonly PathGlob[] _inboxes = [.. settings.Inboxes.Select(PathGlob.Parse)];

    /// <summary>Sets the request's <see cref="GatewayRequest"/>, or says why there is none.</summary>
    public Rejection? Take(HttpContext context)
    {
        var request = context.Request;
        if (origins.Find(request.Host.Value) is not { } own)
            return new Rejection(421, "host-unknown", "This host is not served here. If it should be: the proxy in front must pass the Host header on unchanged.");

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return new Rejection(400, "target-ambiguous", "The request target must be a path, not an absolute URL.");
        if (request.Method is "TRACE" or "CONNECT" || request.Method.AsSpan().ContainsAnyInRange('a', 'z'))
            return new Rejection(405, "method-not-allowed", "This method is not served.");

        if (DeliveryLimits.CheckFraming(request.Headers) is { } ambiguous)
            return ambiguous;

        var path = RequestPath.Of(target);
        if (path.IsAmbiguous && (PathGlob.AnyMatches(_inboxes, path.Canonical) || open.Include(own.Origin, path.Canonical)))
            return new Rejection(400, "path-ambiguous", "The path has more than one reading: send it without encoded slashes, empty or dot segments.");

        var chain = ForwardedChain.Of(context, settings.TrustedProxies);
        var taken = new GatewayRequest
        {
            Origin = own.Origin,
            Authority = own.Authority,
            RawTarget = target,
            Path = path,
            Class = Classify(request, own.Origin, path),
            Client = chain.Client,
            ForwardedFor = chain.Header,
        };
        context.Features.Set(taken);
        metrics.Taken(taken.Class);
        return taken.Class switch
        {
            RequestClass.Delivery => DeliveryLimits.Set(context, settings.MaxBody) ?? BodyType.Check(request.Headers),
            RequestClass.Other => CheckOther(request),
            _ => null,
        };
    }

    private RequestClass Classify(HttpRequest request, OriginSettings origin, RequestPath path)
    {
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if ((reads || HttpMethods.IsOptions(request.Method)) && open.Include(origin, path.Raw))
            return RequestClass.Open;

        // A form of FedFilter's own, whoever signs what around it.
        if (path.Raw == PublicPaths.TermsCheck)
            return RequestClass.Open;

        var signed = SignatureHeaders.ArePresent(request.Headers);
        if (HttpMethods.IsPost(request.Method)
            && (signed || MediaTypes.IsActivityPub(request.ContentType) || PathGlob.AnyMatches(_inboxes, path.Raw)))
            return RequestClass.Delivery;
        return reads && signed ? RequestClass.Fetch : RequestClass.Other;
    }

    private Rejection? CheckOther(HttpRequest request)
    {
        if (settings.RefuseOtherTraffic)
            return new Rejection(403, "other-traffic-refused", "Only federation is served here.");
        return settings.RefuseAiCrawlers && AiCrawlers.Include(request.Headers.UserAgent)
            ? new Rejection(403, "ai-crawler-refused", "This server does not serve crawlers that collect training data.")
            : null;
    }
}
