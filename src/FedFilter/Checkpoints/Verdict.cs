using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>What came of one request: the worst decision over the hosts it concerns, and the host that brought it about.</summary>
/// <param name="Id">The decision's id, which the peer is told and the audit log knows.</param>
/// <param name="Peer">The host that the decision is about.</param>
/// <param name="Decision">The decision itself.</param>
internal sealed record Verdict(string Id, string Peer, Decision Decision)
{
    /// <summary>What the checkpoint does. Differs from the decision in observe mode, and where a refusal could not be recorded.</summary>
    public Outcome Effective { get; init; } = Decision.Effective;

    /// <summary>The domain of the actor's handle, where it is known to be another than <see cref="Peer"/>.</summary>
    public string? HandleDomain { get; init; }

    /// <summary>When the same request may pass, where a rate was exceeded.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public string? Code => Unrecorded ? "audit-unavailable" : Decision.Reason;

    /// <summary>The refusal could not be written to the audit log: it is held instead, since no refusal goes unrecorded.</summary>
    public bool Unrecorded { get; init; }
}
