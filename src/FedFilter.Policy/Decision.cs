namespace FedFilter.Policy;

/// <summary>What a decision says should happen, mildest first: where a request concerns several hosts, the last one of these wins.</summary>
public enum Outcome
{
    /// <summary>It passes.</summary>
    Allow,

    /// <summary>It passes as long as the rule's rate is not exceeded; whoever asked keeps count.</summary>
    Limit,

    /// <summary>Not decidable yet: to be tried again.</summary>
    Hold,

    /// <summary>It does not pass.</summary>
    Refuse,
}

/// <summary>The outcome for one request and one host, with everything needed to explain it.</summary>
/// <param name="Outcome">What the rules say.</param>
/// <param name="Rule">The name of the rule that decided; null where no rule matched.</param>
/// <param name="Reason">The rule's <c>because</c>, or the built-in reason; kebab-case. Null where a rule lets pass.</param>
/// <param name="Missing">For a refusal: the terms with which an earlier rule would have let it pass.</param>
/// <param name="Enforced">False in observe mode and for a rule in shadow: recorded, but nothing is refused.</param>
/// <param name="Policy">SHA-256 of the policy set, lower-case hex.</param>
public sealed record Decision(Outcome Outcome, string? Rule, string? Reason, IReadOnlyList<string> Missing, bool Enforced, string Policy)
{
    /// <summary>What is done: <see cref="Outcome"/> where it is enforced, else allow.</summary>
    public Outcome Effective => Enforced ? Outcome : Outcome.Allow;

    /// <summary>For <see cref="Outcome.Limit"/>: how often each peer may.</summary>
    public Rate? Rate { get; init; }

    /// <summary>What rules in shadow would have decided before, in their order; they had no part in this decision.</summary>
    public IReadOnlyList<Decision> Shadows { get; init; } = [];
}
