using FedFilter.Configuration;
using FedFilter.Policy.Facts;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What the relay answers where it does not take something; counted in the metrics and, by who it seems to come from, for the audit log.</summary>
internal sealed class RelayAnswers(Settings settings, RelayMetrics metrics, RejectionRecord record)
{
    /// <summary>Whose terms page says what is asked: one policy serves all origins and the relay.</summary>
    public OriginSettings Origin => settings.Gateway.Origins[0];

    public void Count(HttpContext context, string code)
    {
        metrics.Rejected(code);
        var client = context.Features.Get<RelayRequest>()?.Client ?? ForwardedChain.Of(context, settings.Gateway.TrustedProxies).Client;
        record.Count(Checkpoint.Relay, code, context.Features.Get<HttpSignatureFeature>()?.ClaimedKeyId, client);
    }

    public Task RejectAsync(HttpContext context, Rejection rejection)
    {
        Count(context, rejection.Code);
        if (rejection.Status == StatusCodes.Status401Unauthorized)
            SignatureChallenge.Add(context.Response.Headers, settings.Relay!.Host, withBody: true);
        return ProblemAnswer.WriteAsync(context, ProblemDocument.Of(rejection), rejection.RetryAfter);
    }

    public Task RefuseAsync(HttpContext context, Verdict verdict) =>
        RefusalAnswer.WriteAsync(context, verdict, Origin, settings.Gateway.ExplainRefusals);

    /// <summary>Why a server may not subscribe, in words that its admin may come to read.</summary>
    public string WordsOf(Verdict verdict) => RejectionWords.Of(verdict, Origin, settings.Gateway.ExplainRefusals);
}
