using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Counts what the gateway answered without the policy: in the metrics by code, for the audit log also by who it seems to come from.</summary>
internal sealed class GatewayRejections(GatewayMetrics metrics, RejectionRecord record, GatewaySettings settings)
{
    public void Count(HttpContext context, string code)
    {
        metrics.Rejected(code);

        // What Intake turned away has no request of ours yet.
        var client = context.Features.Get<GatewayRequest>()?.Client ?? ForwardedChain.Of(context, settings.TrustedProxies).Client;
        record.Count(Checkpoint.Gateway, code, context.Features.Get<HttpSignatureFeature>()?.ClaimedKeyId, client);
    }

    /// <summary>Returns a rejection to answer with; in <c>mode: observe</c> counts it instead, and returns null.</summary>
    public Rejection? OrCount(HttpContext context, Rejection rejection)
    {
        if (GatewayRequest.Of(context).Mode != PolicyMode.Observe)
            return rejection;
        CountObserved(context, rejection.Code);
        return null;
    }

    /// <summary>Counts a request that <c>mode: enforce</c> would have turned away with a code.</summary>
    public void CountObserved(HttpContext context, string code)
    {
        metrics.RejectionObserved(code);
        var agent = context.Request.Headers.UserAgent.ToString();
        var host = ObserveMode.ClaimedHost(context.Features.Get<HttpSignatureFeature>()?.ClaimedKeyId, agent);
        record.CountObserved(Checkpoint.Gateway, code, host, PathPattern.Of(GatewayRequest.Of(context).Path.Canonical), agent);
    }
}
