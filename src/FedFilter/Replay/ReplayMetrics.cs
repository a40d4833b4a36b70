using System.Diagnostics.Metrics;

namespace FedFilter.Replay;

/// <summary>Counts decisions that could not be kept.</summary>
internal sealed class ReplayMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Replay");
    private readonly Counter<long> _lost;

    public ReplayMetrics() =>
        _lost = _meter.CreateCounter<long>("fedfilter.replay.lost", description: "Decisions that were not kept for policy replay.");

    public void Lost(long count) => _lost.Add(count);

    public void Dispose() => _meter.Dispose();
}
