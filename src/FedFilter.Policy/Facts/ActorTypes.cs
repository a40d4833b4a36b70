using System.Collections.Frozen;

namespace FedFilter.Policy.Facts;

/// <summary>
/// Which types an actor may have. ActivityPub 4.1 leaves that open (PieFed has <c>Feed</c>, others <c>Relay</c> or <c>Bot</c>), so the list
/// holds what is none: the activities, objects, links and collections of ActivityStreams 2.0 and of what servers add to it.
/// </summary>
public static class ActorTypes
{
    /// <summary>The actors of ActivityStreams 2.0.</summary>
    public static readonly IReadOnlyList<string> Usual = ["Person", "Service", "Application", "Group", "Organization"];

    private static readonly FrozenSet<string> Others = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "EmojiReact", "Flag", "Follow", "Ignore", "IntransitiveActivity", "Invite", "Join",
        "Leave", "Like", "Listen", "Lock", "Move", "Offer", "Question", "QuoteRequest", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo", "Update", "View",
        "Activity", "Object", "Article", "Audio", "ChatMessage", "Document", "Emoji", "Event", "Hashtag", "Image", "Key", "Link", "Mention", "Multikey", "Note", "Page", "Place", "Poll", "Profile",
        "PropertyValue", "Relationship", "Tombstone", "Video", "Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage");

    /// <summary>Whether a document of this type may be an actor; that it has an inbox makes it one.</summary>
    public static bool MayBe(string type) => type.Length > 0 && !Others.Contains(type);
}
