using FedFilter.Configuration;
using FedFilter.Policy;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The first step: for which origin is this, what kind of request is it, and can it be read in one way only? Answers without any
/// cryptography. Cheap tests first; nothing here waits for anything.
/// </summary>
internal sealed class Intake(
    GatewaySettings settings, OriginTable origins, RequestClassifier classifier, PolicyStore policies, UntrustedProxy proxies, GatewayRejections rejections, GatewayMetrics metrics)
{
    /// <summary>Sets the request's <see cref="GatewayRequest"/>, or says why there is none.</summary>
    public Rejection? Take(HttpContext context)
    {
        var request = context.Request;
        if (origins.Find(request.Headers.Host) is not { } own)
            return new Rejection(421, "host-unknown", "This host is not served here. If it should be: the proxy in front must pass the Host header on unchanged.");

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return new Rejection(400, "target-ambiguous", "The request target must be a path, not an absolute URL.");
        var opensWebSocket = OpensWebSocket(context);
        if (request.Method == "TRACE" || (HttpMethods.IsConnect(request.Method) && !opensWebSocket) || request.Method.AsSpan().ContainsAnyInRange('a', 'z'))
            return new Rejection(405, "method-not-allowed", "This method is not served.");

        if (DeliveryLimits.CheckFraming(request) is { } ambiguous)
            return ambiguous;

        var classified = classifier.Classify(opensWebSocket ? HttpMethods.Get : request.Method, target, request.Headers, !opensWebSocket && RequestBody.MayFollow(context), own.Origin);
        if (classified.Rejection is not null)
            return classified.Rejection;

        proxies.Look(context);
        var chain = ForwardedChain.Of(context, settings.TrustedProxies);
        var taken = new GatewayRequest
        {
            Origin = own.Origin,
            Authority = own.Authority,
            RawTarget = target,
            Path = classified.Path,
            Query = classified.Query,
            Class = classified.Class,
            Client = chain.Client,
            ForwardedFor = chain.Header,
            Mode = policies.Current.Mode,
        };
        context.Features.Set(taken);
        metrics.Taken(taken.Class);
        return taken.Class switch
        {
            RequestClass.Delivery => CheckDelivery(context, taken),
            RequestClass.Fetch => DeliveryLimits.Set(context, settings.MaxBody),
            RequestClass.Other when OtherTraffic.Check(request, settings) is { } refused => rejections.OrCount(context, refused),
            _ => null,
        };
    }

    private Rejection? CheckDelivery(HttpContext context, GatewayRequest taken)
    {
        var limit = taken.Mode == PolicyMode.Observe ? Math.Max(settings.MaxBody, ObserveMode.MaxBody) : settings.MaxBody;
        var rejection = DeliveryLimits.Set(context, limit) ?? BodyType.Check(context.Request.Headers);
        if (rejection is null && context.Request.ContentLength > settings.MaxBody)
            rejections.CountObserved(context, "body-too-large");
        return rejection;
    }

    /// <summary>A WebSocket over HTTP/2 is opened by an extended CONNECT (RFC 8441); the proxy sends it to the origin as the GET of HTTP/1.1.</summary>
    private static bool OpensWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: var protocol }
        && string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
