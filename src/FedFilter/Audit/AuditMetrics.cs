using System.Diagnostics.Metrics;

namespace FedFilter.Audit;

/// <summary>Whether the log can be written and vouched for.</summary>
internal sealed class AuditMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Audit");
    private readonly Counter<long> _notWritten;

    public AuditMetrics()
    {
        _notWritten = _meter.CreateCounter<long>("fedfilter.audit.unwritten", description: "Entries that the store did not take; their requests were answered 503, or counted on.");
        _meter.CreateObservableGauge("fedfilter.audit.sound", () => IsSound ? 1 : 0, description: "0 where the log does not fit its last checkpoint, and nothing is signed any more.");
        _meter.CreateObservableGauge("fedfilter.audit.signed", () => Signed, description: "How many entries the last checkpoint covers.");
    }

    public bool IsSound { get; set; } = true;

    public long Signed { get; set; }

    public void NotWritten(int entries) => _notWritten.Add(entries);

    public void Dispose() => _meter.Dispose();
}
