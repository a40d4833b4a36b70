using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>Asked every few seconds about each of many: whether what was let pass once would be now.</summary>
internal sealed partial class Admission
{
    /// <summary>What is decided on what is known: nobody is waited for, no rate is counted, and nothing is recorded.</summary>
    public async ValueTask<Outcome> WouldAdmitAsync(AdmissionQuestion question, CancellationToken cancellation)
    {
        var (set, now) = (policies.Current, time.GetUtcNow());
        var known = await records.FindAsync(question.Signer, cancellation);
        if (known.AskedAt is null)
            gathering.Meet(question.Signer, question.Origin);
        var asked = await facts.OfSignerAsync(question, ConcernedHosts.Of(question, settings.OwnHosts), known.Software, set.Needs, cancellation);
        var outcome = set.Decide(asked, set.StandingOf(question.Signer, known.Evidence, now), now).Effective;
        return outcome == Outcome.Limit ? Outcome.Allow : outcome;
    }
}
