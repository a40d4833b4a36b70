using System.Text.Json;

namespace FedFilter.Peers;

/// <summary>What a fetched document says about keys; all of it the host's claim.</summary>
/// <param name="Id">The document's own id.</param>
/// <param name="Types">Its types.</param>
/// <param name="HasInbox">Whether it has an inbox, as every actor must (W3C ActivityPub, section 4.1).</param>
/// <param name="IsKey">Whether the document is a key by itself, not an actor; then <paramref name="Keys"/> holds it alone.</param>
/// <param name="Keys">What an actor lists as <c>publicKey</c>.</param>
/// <param name="AssertionMethods">What it lists as <c>assertionMethod</c> (FEP-521a).</param>
internal sealed record KeyDocument(
    string Id, IReadOnlyList<string> Types, bool HasInbox, bool IsKey, IReadOnlyList<PublishedKey> Keys, IReadOnlyList<PublishedKey> AssertionMethods)
{
    private const int MaxKeys = 16;
    private const int MaxTypes = 8;
    private const int MaxType = 64;

    /// <summary>
    /// Types of Activity Streams 2.0 that are no actors (Activity Vocabulary, sections 2 and 3). Other names may be actors': software has its
    /// own, such as Feed.
    /// </summary>
    private static readonly HashSet<string> NoActors =
    [
        "Object", "Link", "Activity", "IntransitiveActivity", "Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage",
        "Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "Flag", "Follow", "Ignore", "Invite", "Join", "Leave", "Like",
        "Listen", "Move", "Offer", "Question", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo", "Update", "View",
        "Article", "Audio", "Document", "Event", "Image", "Note", "Page", "Place", "Profile", "Relationship", "Tombstone", "Video", "Mention",
        "Key", "CryptographicKey", "Multikey",
    ];

    /// <summary>An actor's <c>preferredUsername</c>, by which WebFinger names it. Null where it gives none.</summary>
    public string? PreferredUsername { get; init; }

    /// <summary>The handle that an actor gives itself (FEP-2c59). Null where it gives none.</summary>
    public string? WebFinger { get; init; }

    /// <summary>The first of its types; null where it gives none.</summary>
    public string? Type => Types.Count > 0 ? Types[0] : null;

    /// <summary>Whether its owner can be one that signs requests.</summary>
    public bool IsActor => !IsKey && HasInbox && !Types.Any(type => NoActors.Contains(WithoutPrefix(type)));

    /// <summary>Whether it says that the actor was deleted (W3C ActivityPub, section 6.4).</summary>
    public bool IsTombstone => Types.Any(type => WithoutPrefix(type) == "Tombstone");

    /// <summary>The listed keys with this id; a key that is listed by its id and whole counts once.</summary>
    public IReadOnlyList<PublishedKey> Find(PeerIri id)
    {
        var listed = Keys.Concat(AssertionMethods).Where(key => PeerIri.Parse(key.Id)?.Text == id.Text).Distinct().ToArray();
        return listed.Length > 1 && listed.Any(key => !key.IsReference) ? [.. listed.Where(key => !key.IsReference)] : listed;
    }

    /// <summary>Reads an actor, or a key document as GoToSocial and activitypub.bot serve it. Null if it is neither. Never throws.</summary>
    public static KeyDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "id") is not { } id)
                return null;
            return Material(root) is not null
                ? new KeyDocument(id, TypesOf(root), false, IsKey: true, Published(root, null) is { } key ? [key] : [], [])
                : new KeyDocument(id, TypesOf(root), Text(root, "inbox") is not null, IsKey: false, Listed(root, "publicKey", id), Listed(root, "assertionMethod", id)) { PreferredUsername = Text(root, "preferredUsername"), WebFinger = Text(root, "webfinger") };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    private static string[] TypesOf(JsonElement document)
    {
        if (!document.TryGetProperty("type", out var type))
            return [];
        var entries = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Take(MaxTypes) : [type];
        return [.. entries.Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!).Where(text => text.Length <= MaxType)];
    }

    /// <summary>The name alone, whether the type is written plainly, with the prefix `as:` or as an IRI.</summary>
    private static string WithoutPrefix(string type) => type[(type.LastIndexOfAny(['#', ':', '/']) + 1)..];

    private static PublishedKey[] Listed(JsonElement actor, string name, string actorId)
    {
        if (!actor.TryGetProperty(name, out var listed))
            return [];
        var entries = listed.ValueKind == JsonValueKind.Array ? listed.EnumerateArray().Take(MaxKeys) : [listed];
        return [.. entries.Select(entry => Published(entry, actorId)).OfType<PublishedKey>()];
    }

    /// <summary>A key that stands in an actor may leave out the actor, and name itself by a fragment of the actor's id alone.</summary>
    private static PublishedKey? Published(JsonElement key, string? actorId)
    {
        if (key.ValueKind == JsonValueKind.String)
            return new PublishedKey(Whole(key.GetString()!, actorId), null, null);
        if (key.ValueKind != JsonValueKind.Object || Text(key, "id") is not { } id)
            return null;
        var owner = Text(key, "owner") ?? Text(key, "controller") ?? actorId;
        return owner is not null && Material(key) is { } material ? new PublishedKey(Whole(id, actorId), owner, material) : null;
    }

    private static string Whole(string id, string? actorId) => actorId is not null && id.StartsWith('#') ? actorId.Split('#')[0] + id : id;

    private static string? Material(JsonElement key) => (Text(key, "publicKeyPem") ?? Text(key, "publicKeyMultibase"))?.Trim();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
