using System.Diagnostics.Metrics;

namespace FedFilter.Notify;

internal sealed class NotifyMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Notify");
    private readonly Counter<long> _notices;

    public NotifyMetrics() => _notices = _meter.CreateCounter<long>("fedfilter.notices", description: "Notices for webhooks, by what became of them.");

    /// <param name="outcome"><c>delivered</c>, <c>again</c>, <c>refused</c>, <c>expired</c> or <c>dropped</c>.</param>
    /// <param name="count">How many.</param>
    public void Ended(string outcome, int count)
    {
        if (count > 0)
            _notices.Add(count, KeyValuePair.Create("outcome", (object?)outcome));
    }

    public void Dispose() => _meter.Dispose();
}
