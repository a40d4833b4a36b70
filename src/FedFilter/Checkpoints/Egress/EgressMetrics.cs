using System.Diagnostics.Metrics;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Counts what the origin asked for, by what it is, and what was turned away before the policy was asked.</summary>
internal sealed class EgressMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Egress");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _rejections;
    private readonly UpDownCounter<long> _connections;

    public EgressMetrics()
    {
        _requests = _meter.CreateCounter<long>("fedfilter.egress.requests", description: "The origin's requests by class: tunnel, undecided, delivery, fetch.");
        _rejections = _meter.CreateCounter<long>("fedfilter.egress.rejections", description: "Requests of the origin turned away before the policy was asked, and tunnels whose content could not be seen, by code.");
        _connections = _meter.CreateUpDownCounter<long>("fedfilter.egress.connections", description: "Connections to the proxy that are open.");
    }

    public void Taken(string requestClass) => _requests.Add(1, new KeyValuePair<string, object?>("class", requestClass));

    public void Counted(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Opened() => _connections.Add(1);

    public void Closed() => _connections.Add(-1);

    public void Dispose() => _meter.Dispose();
}
