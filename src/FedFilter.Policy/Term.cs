using FedFilter.Policy.Facts;

namespace FedFilter.Policy;

/// <summary>Something a server can commit to, as the policy defines it.</summary>
/// <param name="Name">Its name, such as <c>no-ai-training</c>.</param>
/// <param name="Title">What it means, in words.</param>
/// <param name="Commits">The commitment that a declaration must state.</param>
/// <param name="Proof">The weakest evidence that counts.</param>
public sealed record Term(string Name, string Title, Commitment Commits, EvidenceLevel Proof)
{
    /// <summary>An attestation older than this is stale.</summary>
    public TimeSpan? ReviewEvery { get; init; }

    /// <summary>The longest hold; then the rules decide on what is known.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromDays(5);

    /// <summary>What to do when the clause is gone from the text behind an attestation.</summary>
    public OnChange OnClauseLost { get; init; } = OnChange.Hold;

    /// <summary>What to do when that text changed otherwise.</summary>
    public OnChange OnOtherChange { get; init; } = OnChange.Warn;
}

/// <summary>A statement: what is (not) done, by whom, with which content.</summary>
/// <param name="Use">The use, such as <c>train-ai</c> (the word of the IETF's AI preferences vocabulary).</param>
/// <param name="Party">Whose use: the operator's own, or that of third parties.</param>
/// <param name="Scope">Which content: what is posted there, or what was received from other servers.</param>
/// <param name="Value">What is promised of it.</param>
public sealed record Commitment(string Use, Party Party, Scope Scope, string Value)
{
    /// <summary>The use does not happen.</summary>
    public const string No = "no";

    /// <summary>It happens under conditions.</summary>
    public const string Conditional = "conditional";

    /// <summary>It happens, or may.</summary>
    public const string Allowed = "allowed";

    /// <summary>No statement.</summary>
    public static readonly Commitment Nothing = new("", Party.Operator, Scope.Received, "");

    /// <summary>Whatever the term asks for that it is given for by name.</summary>
    public static readonly Commitment AsTermAsks = new("", Party.Operator, Scope.Received, "as-the-term-asks");

    /// <summary>The opposite of what the term asks for that it is given for by name.</summary>
    public static readonly Commitment AgainstTerm = new("", Party.Operator, Scope.Received, Allowed);

    /// <summary>Whether both are about the same use of the same content by the same party, whatever they say of it.</summary>
    public bool IsAboutSameAs(Commitment other) => Use == other.Use && Party == other.Party && Scope == other.Scope;
}

/// <summary>Whose use a commitment is about.</summary>
public enum Party
{
    /// <summary>What the peer promises about what it holds.</summary>
    Operator,

    /// <summary>What the peer forbids others to do with what it serves.</summary>
    ThirdParty,
}

/// <summary>Which content a commitment is about.</summary>
public enum Scope
{
    /// <summary>Content received through federation.</summary>
    Received,

    /// <summary>Content that was posted on the peer itself.</summary>
    Local,
}

/// <summary>What to do when the text behind an attestation changes.</summary>
public enum OnChange
{
    /// <summary>Hold requests until somebody has looked.</summary>
    Hold,

    /// <summary>Let them pass and say so.</summary>
    Warn,

    /// <summary>Nothing.</summary>
    Keep,
}
