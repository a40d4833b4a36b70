using System.Diagnostics.Metrics;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Counts what came in, and what was turned away before the policy was asked.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private static readonly string[] Words = [.. Enum.GetNames<RequestClass>().Select(name => name.ToLowerInvariant())];

    private readonly Meter _meter = new("FedFilter.Gateway");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _observed;
    private readonly Counter<long> _identities;

    public GatewayMetrics()
    {
        _requests = _meter.CreateCounter<long>("fedfilter.requests", description: "Requests by class: open, fetch, delivery, client, other.");
        _rejections = _meter.CreateCounter<long>("fedfilter.rejections", description: "Requests turned away before the policy was asked, by code.");
        _observed = _meter.CreateCounter<long>("fedfilter.rejections.observed", description: "Requests that mode: enforce would have turned away before the policy was evaluated, by code.");
        _identities = _meter.CreateCounter<long>("fedfilter.identity", description: "Identity documents in place of what was refused, by whether the request was signed.");
    }

    public void Taken(RequestClass requestClass) => _requests.Add(1, new KeyValuePair<string, object?>("class", Words[(int)requestClass]));

    public void Rejected(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void RejectionObserved(string code) => _observed.Add(1, new KeyValuePair<string, object?>("code", code));

    public void IdentityAnswered(bool isSigned) => _identities.Add(1, new KeyValuePair<string, object?>("signed", isSigned));

    public void Dispose() => _meter.Dispose();
}
