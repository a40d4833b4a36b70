using System.Collections.Immutable;
using FedFilter.Network;
using FedFilter.Policy.Facts;

namespace FedFilter.Declarations;

/// <summary>How reading a source went.</summary>
internal enum ReadingState
{
    /// <summary>There is something, and it was understood.</summary>
    Found,

    /// <summary>The host says that there is nothing.</summary>
    Absent,

    /// <summary>Something is there that is not what belongs there, such as a web page in place of a document.</summary>
    Unreadable,

    /// <summary>It is what belongs there, and does not hold: wrong host, forged, ended long ago.</summary>
    Invalid,

    /// <summary>No answer, or one that may be another in a minute.</summary>
    Unreachable,
}

/// <summary>What is known of one source of one peer: the last reading, and what it adds up to with those before.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="State">How the last reading went.</param>
/// <param name="Detail">What was found, or why not, for a person; never longer than a few lines.</param>
/// <param name="ReadAt">When that was.</param>
internal sealed record SourceRecord(string Source, ReadingState State, string Detail, DateTimeOffset ReadAt)
{
    /// <summary>Where it was read.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 of what was read last, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>When its host last answered at all, be it that there is nothing.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Since when it has not. Null if the last reading had an answer.</summary>
    public DateTimeOffset? UnansweredSince { get; init; }

    /// <summary>What the host wants to be asked with, so that only what changed is sent again.</summary>
    public Validators? Known { get; init; }

    /// <summary>What the source says of terms.</summary>
    public ImmutableArray<Evidence> Pieces { get; init; } = [];

    /// <summary>What has become of texts that attestations were made of.</summary>
    public ImmutableArray<TextState> Texts { get; init; } = [];

    /// <summary>A text that takes the pinned one's place on a day to come. Null if none does.</summary>
    public AnnouncedText? Announced { get; init; }

    /// <summary>The document that counted last.</summary>
    public Commitments.SeenCommitment? LastSeen { get; init; }

    /// <summary>What the peer runs, as NodeInfo names it.</summary>
    public string? Software { get; init; }

    /// <summary>The same knowledge after a reading without an answer.</summary>
    public SourceRecord Unanswered(ReadingState state, string detail, DateTimeOffset now) => this with
    {
        State = state,
        Detail = detail,
        ReadAt = now,
        AnsweredAt = state == ReadingState.Unreachable ? AnsweredAt : now,
        UnansweredSince = state == ReadingState.Unreachable ? UnansweredSince ?? now : null,
    };
}

/// <summary>A text that is not in force yet.</summary>
/// <param name="Sha256">Of the text, lower-case hex.</param>
/// <param name="From">The day from which it is.</param>
internal sealed record AnnouncedText(string Sha256, DateOnly From);
