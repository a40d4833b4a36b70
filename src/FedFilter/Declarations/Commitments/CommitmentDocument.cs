using FedFilter.Policy;

namespace FedFilter.Declarations.Commitments;

/// <summary>What a server says of itself at <see cref="WellKnown"/>, version 1: docs/commitment-document.md describes it.</summary>
internal sealed record CommitmentDocument
{
    public const string WellKnown = "/.well-known/federation-commitments";

    /// <summary>In octets.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>From <see cref="Issued"/> to <see cref="Expires"/>.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    /// <summary>The address it is served at, so that a copy on another host is seen to be one.</summary>
    public required string Id { get; init; }

    /// <summary>The host that commits itself, in canonical form.</summary>
    public required string Host { get; init; }

    public required DateTimeOffset Issued { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public required IReadOnlyList<CommitmentStatement> Statements { get; init; }

    /// <summary>What defines the words for uses, such as <c>draft-ietf-aipref-vocab-08</c>.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The texts that say the same to people.</summary>
    public IReadOnlyList<CommitmentText> Terms { get; init; } = [];

    /// <summary>How many days before a change it is announced.</summary>
    public int? NoticeDays { get; init; }

    /// <summary>Where a person is reached: a URI, such as <c>mailto:admin@social.example</c>.</summary>
    public string? Contact { get; init; }

    /// <summary>SHA-256 of the octets of the document before this one, lower-case hex; null for the first.</summary>
    public string? Supersedes { get; init; }

    /// <summary>The statements in the policy's own terms. What a word of them is not known is not among them: never taken for a "no".</summary>
    public IEnumerable<Commitment> Commitments => Statements.SelectMany(static statement => statement.Commitments);
}

/// <summary>A text for people that a document stands for.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Sha256">Of its text, lower-case hex.</param>
/// <param name="Effective">Since when it applies.</param>
internal sealed record CommitmentText(string Url, string Sha256, DateOnly? Effective);
