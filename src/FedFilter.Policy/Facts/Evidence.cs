namespace FedFilter.Policy.Facts;

/// <summary>How sure a piece of evidence is, weakest first.</summary>
public enum EvidenceLevel
{
    /// <summary>A machine-readable signal, written for crawlers.</summary>
    Signal,

    /// <summary>A statement the peer publishes.</summary>
    Published,

    /// <summary>Read and confirmed by one of our admins.</summary>
    Attested,

    /// <summary>Signed by the peer with a key that is bound to its host.</summary>
    Signed,
}

/// <summary>What has become of a declaration since it was read.</summary>
public enum EvidenceState
{
    /// <summary>It stands as it was read.</summary>
    InForce,

    /// <summary>It cannot be read now.</summary>
    Unreachable,

    /// <summary>The text behind it is another now; what it was read for still stands in it.</summary>
    TextChanged,

    /// <summary>The text behind it is another now, and what it was read for is gone, or that cannot be told.</summary>
    ClauseLost,

    /// <summary>The peer took it back.</summary>
    Withdrawn,
}

/// <summary>One declaration on one statement, as it was gathered.</summary>
/// <param name="Says">What it states.</param>
/// <param name="Level">How sure it is; for a document with a proof, what it is without the proof.</param>
/// <param name="By">Who vouches for it: an admin's name, or the kind of source.</param>
public sealed record Evidence(Commitment Says, EvidenceLevel Level, string By)
{
    /// <summary>The term it was given for by name; null for what speaks for every term that asks for its statement.</summary>
    public string? Term { get; init; }

    /// <summary>Where the declaration was read.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the text that was read, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The sentence in that text for which it counts. Null if it was not noted.</summary>
    public string? Quote { get; init; }

    /// <summary>When it was reviewed or issued; it counts from then on.</summary>
    public DateTimeOffset? Begins { get; init; }

    /// <summary>When it ends; it does not count at that moment any more.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>What has become of it.</summary>
    public EvidenceState State { get; init; }

    /// <summary>Since when that is so. Null where it is in force.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The key that made its proof, as a did:key. Null without a proof.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the host's own actor lists that key.</summary>
    public bool KeyIsListed { get; init; }

    /// <summary>The key with which the host made itself known, as a did:key. Null if it never signed with a listed one.</summary>
    public string? KnownKey { get; init; }

    /// <summary>Since when it is signed by this key, where it was by another before. Null where it never was.</summary>
    public DateTimeOffset? KeySince { get; init; }

    /// <summary>When it ends as an attestation of a term: when it expires or when its review is due, whichever comes first. Null if it never does.</summary>
    /// <param name="term">The term.</param>
    public DateTimeOffset? EndsFor(Term term)
    {
        // The day of a review counts whole, and so does the day on which the next one is due.
        var due = Begins is { } begins && term.ReviewEvery is { } every ? StandingRules.Later(StandingRules.Later(begins, every), TimeSpan.FromDays(1)) : (DateTimeOffset?)null;
        return due is null || Ends < due ? Ends : due;
    }

    /// <summary>What it says on the term that it was given for by name.</summary>
    internal Evidence For(Term term) => this with { Says = term.Commits with { Value = Says == Commitment.AsTermAsks ? term.Commits.Value : Says.Value } };
}
