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

/// <summary>One declaration on one term, as it was gathered.</summary>
/// <param name="Term">The term it is about.</param>
/// <param name="Level">How sure it is.</param>
/// <param name="By">Who vouches for it: an admin's name, or the kind of source.</param>
public sealed record Evidence(string Term, EvidenceLevel Level, string By)
{
    /// <summary>Where the declaration was read.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the text that was read, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The day it was read; it counts from 00:00 UTC of that day.</summary>
    public DateOnly? Reviewed { get; init; }

    /// <summary>The last day on which it counts, to 24:00 UTC.</summary>
    public DateOnly? Expires { get; init; }
}
