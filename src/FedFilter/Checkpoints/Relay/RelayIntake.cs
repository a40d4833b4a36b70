using FedFilter.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Relay;

/// <summary>The first step: can the request be read in one way only? Answers without any cryptography, and waits for nothing.</summary>
internal sealed class RelayIntake(GatewaySettings gateway)
{
    /// <summary>Sets the request's <see cref="RelayRequest"/>, or says why there is none.</summary>
    public Rejection? Take(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return new Rejection(400, "target-ambiguous", "The request target must be a path, not an absolute URL.");
        var method = context.Request.Method;
        if (method is not ("GET" or "HEAD" or "POST"))
            return new Rejection(405, "method-not-allowed", "This method is not served.");
        if (DeliveryLimits.CheckFraming(context.Request) is { } ambiguous)
            return ambiguous;
        var path = RequestPath.Of(target);
        if (path.IsAmbiguous)
            return AmbiguousRequests.Path;
        if (method == "POST" && RoutingQuery.Of(target, OriginSoftware.Any).Parameters > 0)
            return AmbiguousRequests.Query;

        context.Features.Set(new RelayRequest
        {
            RawTarget = target,
            Path = path.Raw,
            Client = ForwardedChain.Of(context, gateway.TrustedProxies).Client,
        });
        context.Features.Set(TakenIn.Marker);
        if (method != "POST")
            return null;
        return DeliveryLimits.Set(context, gateway.MaxBody) ?? (path.Raw == RelayPages.Inbox ? BodyType.Check(context.Request.Headers) : null);
    }
}
