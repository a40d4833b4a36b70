namespace FedFilter.Policy.Facts;

/// <summary>For whom a post is, as Mastodon reads its addressing.</summary>
public enum Visibility
{
    /// <summary>Everyone: the public collection is in <c>to</c>.</summary>
    Public,

    /// <summary>Everyone, but not in public timelines: the public collection is in <c>cc</c>.</summary>
    Unlisted,

    /// <summary>The author's followers.</summary>
    Followers,

    /// <summary>Those who are addressed.</summary>
    Direct,
}

/// <summary>
/// What an activity carries; all of it the sender's claim. An object that is named by its id only is not seen, and nothing is known of it.
/// </summary>
public sealed record ActivityFacts
{
    /// <summary>What is known of an activity that carries nothing, or cannot be read.</summary>
    public static readonly ActivityFacts Nothing = new();

    /// <summary>Whether an object is embedded; without one, everything here but <see cref="Visibility"/> may be unknown.</summary>
    public bool HasObject { get; init; }

    /// <summary>The types of the embedded object.</summary>
    public IReadOnlyList<string> ObjectTypes { get; init; } = [];

    /// <summary>For whom it is; null for what is neither a post nor a boost (Create, Update, Announce), and for a vote.</summary>
    public Visibility? Visibility { get; init; }

    /// <summary>Whether it is a vote in a poll, which is addressed like a direct message and is none.</summary>
    public bool IsVote { get; init; }

    /// <summary>
    /// Content, summary and name in all languages, poll options, descriptions of attachments and the sources of texts, without markup, in
    /// Unicode's compatibility form (NFKC), one line each; null if there are none.
    /// </summary>
    public string? Text { get; init; }

    /// <summary><see cref="Text"/> without distinction of case.</summary>
    public string? FoldedText { get; init; }

    /// <summary>Hashtags, without <c>#</c>, without distinction of case; null if no object is embedded.</summary>
    public IReadOnlyList<string>? Hashtags { get; init; }

    /// <summary>How many mentions it has; null if no object is embedded.</summary>
    public int? Mentions { get; init; }

    /// <summary>Whether anything is attached; null if no object is embedded.</summary>
    public bool? HasAttachments { get; init; }

    /// <summary>When the object was published, as it says; null if it does not.</summary>
    public DateTimeOffset? Published { get; init; }
}
