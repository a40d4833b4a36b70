using System.Collections.Frozen;

namespace FedFilter.Policy.Activities;

/// <summary>
/// The words of an activity by which it is decided: names of members and of types, each with the one meaning that it may have
/// (Activity Vocabulary; JSON-LD 1.1). Whoever reads a body for a decision takes its words from here.
/// </summary>
public static class Vocabulary
{
    /// <summary>Where the words of ActivityStreams are, of which <c>as:</c> is the short form.</summary>
    public const string Namespace = "https://www.w3.org/ns/activitystreams#";

    /// <summary>The same as some servers write it; no reader of JSON-LD takes it for ActivityStreams.</summary>
    public const string PlainNamespace = "http://www.w3.org/ns/activitystreams#";

    /// <summary>The prefix that stands for <see cref="Namespace"/>.</summary>
    public const string Prefix = "as";

    /// <summary>Members that are read, and what each means: a keyword, or a word of ActivityStreams. Null: an extension, whose meaning is left to its senders.</summary>
    public static readonly FrozenDictionary<string, string?> Members = new Dictionary<string, string?>
    {
        ["id"] = "@id",
        ["type"] = "@type",
        ["actor"] = "actor",
        ["attributedTo"] = "attributedTo",
        ["object"] = "object",
        ["target"] = "target",
        ["origin"] = "origin",
        ["instrument"] = "instrument",
        ["result"] = "result",
        ["inReplyTo"] = "inReplyTo",
        ["items"] = "items",
        ["orderedItems"] = "items",
        ["first"] = "first",
        ["href"] = "href",
        ["to"] = "to",
        ["cc"] = "cc",
        ["tag"] = "tag",
        ["attachment"] = "attachment",
        ["image"] = "image",
        ["name"] = "name",
        ["nameMap"] = "name",
        ["summary"] = "summary",
        ["summaryMap"] = "summary",
        ["content"] = "content",
        ["contentMap"] = "content",
        ["source"] = "source",
        ["oneOf"] = "oneOf",
        ["anyOf"] = "anyOf",
        ["published"] = "published",
        ["sensitive"] = "sensitive",
        ["quote"] = null,
        ["quoteUrl"] = null,
        ["quoteUri"] = null,
        ["_misskey_quote"] = null,
        ["_misskey_content"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The types of ActivityStreams: activities, actors, objects, links.</summary>
    public static readonly FrozenSet<string> Types = new[]
    {
        "Accept", "Activity", "Add", "Announce", "Application", "Arrive", "Article", "Audio", "Block", "Collection", "CollectionPage", "Create", "Delete", "Dislike",
        "Document", "Event", "Flag", "Follow", "Group", "Hashtag", "Ignore", "Image", "IntransitiveActivity", "Invite", "Join", "Leave", "Like", "Link", "Listen",
        "Mention", "Move", "Note", "Object", "Offer", "OrderedCollection", "OrderedCollectionPage", "Organization", "Page", "Person", "Place", "Profile", "Question",
        "Read", "Reject", "Relationship", "Remove", "Service", "TentativeAccept", "TentativeReject", "Tombstone", "Travel", "Undo", "Update", "Video", "View",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TypesBySpan = Types.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TypesInAnyCase =
        Types.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// A type by the name that rules know it by, whichever way it is written: <c>Create</c>, <c>as:Create</c> and the whole IRI are one. A type that is not
    /// of ActivityStreams stays as it is. Null where two readers could take it for different types, as one in another case.
    /// </summary>
    public static string? TypeOf(ReadOnlySpan<char> written)
    {
        if (TypesBySpan.TryGetValue(written, out var known))
            return known;
        if (TryLocal(written, out var local))
            return TypesBySpan.TryGetValue(local, out known) ? known : IsName(local) && !TypesInAnyCase.Contains(local) ? local.ToString() : null;
        return IsLikeOurs(written) || !(written.Contains(':') ? IsIri(written) : IsName(written)) || TypesInAnyCase.Contains(written) ? null : written.ToString();
    }

    /// <summary>The word of ActivityStreams that a compact or whole IRI names; false where it names none of them.</summary>
    public static bool TryLocal(ReadOnlySpan<char> iri, out ReadOnlySpan<char> local)
    {
        local = iri.StartsWith("as:", StringComparison.Ordinal) && !iri.StartsWith("as://", StringComparison.Ordinal) ? iri[3..]
            : iri.StartsWith(Namespace, StringComparison.Ordinal) ? iri[Namespace.Length..]
            : iri.StartsWith(PlainNamespace, StringComparison.Ordinal) ? iri[PlainNamespace.Length..]
            : default;
        return !local.IsEmpty || iri is "as:" or Namespace or PlainNamespace;
    }

    // `AS:Create`, `HTTPS://WWW.W3.ORG/…#Create`: lenient readers might take these for ours.
    private static bool IsLikeOurs(ReadOnlySpan<char> iri) =>
        iri.StartsWith("as:", StringComparison.OrdinalIgnoreCase)
        || iri.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase)
        || iri.StartsWith(PlainNamespace, StringComparison.OrdinalIgnoreCase);

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-') && !char.IsSurrogate(c))
                return false;
        return text.Length > 0;
    }

    private static bool IsIri(ReadOnlySpan<char> iri)
    {
        if (!char.IsAsciiLetter(iri[0]) && iri[0] != '_')
            return false;
        foreach (var c in iri)
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '\\' or '"' or '<' or '>')
                return false;
        return true;
    }
}
