using System.Diagnostics.Metrics;
using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Counts what the relay was sent.</summary>
internal sealed class RelayMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Relay");
    private readonly Counter<long> _posts;
    private readonly Counter<long> _rejections;

    public RelayMetrics()
    {
        _posts = _meter.CreateCounter<long>("fedfilter.relay.posts", description: "What was taken to be relayed, by kind: post, update, delete, move.");
        _rejections = _meter.CreateCounter<long>("fedfilter.relay.rejections", description: "Requests to the relay that were turned away before or after the policy was asked, by code.");
    }

    public void Taken(RelayPostKind kind) => _posts.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant()));

    public void Rejected(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Dispose() => _meter.Dispose();
}
