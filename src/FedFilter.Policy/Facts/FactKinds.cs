namespace FedFilter.Policy.Facts;

/// <summary>Facts that cost something to gather, so that a checkpoint gathers only those which a rule in force looks at.</summary>
[Flags]
public enum FactKinds
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><see cref="RequestFacts.Actor"/>.</summary>
    Actor = 1,

    /// <summary><see cref="RequestFacts.ActorType"/>.</summary>
    ActorType = 2,

    /// <summary><see cref="RequestFacts.Software"/>.</summary>
    Software = 4,

    /// <summary><see cref="RequestFacts.FirstSeen"/>.</summary>
    FirstSeen = 8,

    /// <summary><see cref="RequestFacts.Body"/>.</summary>
    Body = 16,

    /// <summary><see cref="RequestFacts.Answers"/>.</summary>
    Answers = 32,

    /// <summary><see cref="RequestFacts.HandleDomain"/>.</summary>
    HandleDomain = 64,
}
