using System.Diagnostics.Metrics;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>What is sent, and how long it waits.</summary>
internal sealed class FanOutMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Relay");
    private readonly Counter<long> _deliveries;
    private int _inFlight;

    public FanOutMetrics()
    {
        _deliveries = _meter.CreateCounter<long>("fedfilter.relay.deliveries", description: "Posts and messages to subscribers, by what became of them.");
        _meter.CreateObservableGauge("fedfilter.relay.in_flight", () => _inFlight, description: "Deliveries under way.");
        _meter.CreateObservableGauge("fedfilter.relay.waiting", () => Waiting, description: "Subscribers that something waits for.");
        _meter.CreateObservableGauge("fedfilter.relay.oldest", () => Oldest, "s", "How long the oldest post has waited that was not offered to all subscribers.");
    }

    public int Waiting { get; set; }

    /// <summary>In seconds.</summary>
    public double Oldest { get; set; }

    public void Began() => Interlocked.Increment(ref _inFlight);

    public void Left() => Interlocked.Decrement(ref _inFlight);

    /// <param name="outcome"><c>taken</c>, <c>message</c>, <c>again</c>, <c>refused</c>, <c>not-allowed</c>, <c>held</c> or <c>expired</c>.</param>
    public void Ended(string outcome) => _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();
}
