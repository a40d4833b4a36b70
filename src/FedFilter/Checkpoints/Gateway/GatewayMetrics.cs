using System.Diagnostics.Metrics;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Counts what was turned away before the policy was asked.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Gateway");
    private readonly Counter<long> _rejections;

    public GatewayMetrics() =>
        _rejections = _meter.CreateCounter<long>("fedfilter.rejections", description: "Requests turned away before the policy was asked, by code.");

    public void Rejected(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Dispose() => _meter.Dispose();
}
