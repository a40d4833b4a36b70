using FedFilter.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Egress;

/// <summary>The first step of a request that is read: where does it go, is that where the tunnel leads, and does it hand something over?</summary>
internal sealed class EgressIntake(GatewaySettings gateway, EgressGround ground, EgressSeen seen, EgressMetrics metrics)
{
    private const string HttpScheme = "http://";

    /// <summary>Sets the request's <see cref="EgressRequest"/>, or says why there is none.</summary>
    public Rejection? Take(HttpContext context)
    {
        var (connection, request) = (EgressConnection.Of(context), context.Request);
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method))
            return new Rejection(405, "method-not-allowed", "A CONNECT is the first request of its connection, and TRACE is not served.");
        if (DeliveryLimits.CheckFraming(request) is { } ambiguous)
            return ambiguous;

        var (target, path) = connection.Tunnel is { } tunnel ? (tunnel, raw) : Absolute(raw);
        if (ground.Refuses(connection, target) is { } off)
            return off;
        if (!path.StartsWith('/'))
            return new Rejection(400, "egress-target", "Inside a tunnel the request target is a path.");
        if (EgressTarget.Parse(request.Host.Value, request.IsHttps ? EgressTarget.Https : EgressTarget.Http) != target)
            return new Rejection(421, "egress-host", "The Host header names another host than the request goes to.");
        if (!request.IsHttps && ground.RefusesHttp(target!) is { } plain)
            return plain;

        var taken = new EgressRequest
        {
            Target = target!,
            Scheme = request.Scheme,
            RawTarget = path,
            IsDelivery = IsDelivery(request),
            MayPass = ground.IsUndecided(target!),
        };
        context.Features.Set(taken);
        seen.Note(taken.Target.Host);
        metrics.Taken(taken.MayPass ? "undecided" : taken.IsDelivery ? "delivery" : "fetch");
        return taken is { IsDelivery: true, MayPass: false } ? DeliveryLimits.Set(context, gateway.MaxBody) : null;
    }

    /// <summary>Target and path of <c>http://host[:port]/path</c>, with the path exactly as it was sent.</summary>
    private static (EgressTarget? Target, string Path) Absolute(string raw)
    {
        if (!raw.StartsWith(HttpScheme, StringComparison.OrdinalIgnoreCase))
            return (null, "");
        var rest = raw[HttpScheme.Length..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var path = end < 0 ? "/" : rest[end] == '/' ? rest[end..] : "/" + rest[end..];
        return (EgressTarget.Parse(end < 0 ? rest : rest[..end], EgressTarget.Http), path);
    }

    private static bool IsDelivery(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method)
        && (MediaTypes.IsActivityPub(request.ContentType) || SignatureHeaders.ArePresent(request.Headers));
}
