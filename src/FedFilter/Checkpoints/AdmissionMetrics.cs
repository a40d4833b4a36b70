using System.Diagnostics.Metrics;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>Counts decisions by checkpoint, outcome and rule: names that the admin chose, so their number is bounded.</summary>
internal sealed class AdmissionMetrics : IDisposable
{
    private readonly Meter _meter = new("FedFilter.Admission");
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _shadows;

    public AdmissionMetrics()
    {
        _decisions = _meter.CreateCounter<long>("fedfilter.decisions", description: "Decisions about verified requests, by checkpoint, outcome and rule.");
        _shadows = _meter.CreateCounter<long>("fedfilter.shadow", description: "What rules in shadow would have refused, by checkpoint and rule.");
    }

    public void Decided(AdmissionQuestion question, Decision decision)
    {
        if (_decisions.Enabled)
            _decisions.Add(1, new("checkpoint", question.Checkpoint), new("outcome", decision.Outcome), new("rule", decision.Rule ?? decision.Reason));
    }

    public void Shadowed(AdmissionQuestion question, Decision decision) =>
        _shadows.Add(1, new("checkpoint", question.Checkpoint), new("rule", decision.Rule));

    public void Dispose() => _meter.Dispose();
}
