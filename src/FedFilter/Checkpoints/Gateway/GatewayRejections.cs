using FedFilter.Configuration;
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
}
