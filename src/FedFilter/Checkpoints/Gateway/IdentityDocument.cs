using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The part of an actor or key document that every server gets: keys, and addresses without what they point to. Servers need it to verify
/// what our users do and to deliver to them. Leaves out <c>proof</c> and <c>signature</c>, which cover the whole document. docs/identity.md
/// lists what servers require of it.
/// </summary>
internal static class IdentityDocument
{
    private static readonly string[] KeyTypes = ["Key", "CryptographicKey", "Multikey"];

    // Each member with what is kept of an embedded object. An object of which only the id is kept becomes that id.
    private static readonly string[] Nothing = [];
    private static readonly string[] Address = ["id"];
    private static readonly string[] Link = ["type", "href", "rel", "mediaType"];
    private static readonly string[] Key = ["id", "type", "owner", "controller", "publicKeyPem", "publicKeyMultibase", "expires", "revoked"];
    private static readonly string[] Image = ["type", "mediaType", "url", "href", "width", "height"];

    private static readonly (string Name, string[] Kept)[] OfActor =
    [
        ("id", Nothing), ("type", Nothing), ("url", Link), ("preferredUsername", Nothing), ("inbox", Address), ("outbox", Address), ("followers", Address), ("following", Address),
        ("endpoints", ["sharedInbox"]), ("manuallyApprovesFollowers", Nothing), ("movedTo", Address), ("alsoKnownAs", Address), ("publicKey", Key), ("assertionMethod", Key),
    ];

    // PeerTube requires the account that a channel belongs to; Lemmy reads the address of the moderators.
    private static readonly (string Name, string[] Kept)[] OfGroup = [.. OfActor, ("attributedTo", ["type", "id"])];
    private static readonly (string Name, string[] Kept)[] OfProfile = [("name", Nothing), ("icon", Image), ("image", Image), ("published", Nothing)];
    private static readonly (string Name, string[] Kept)[] OfKey = [.. Key.Select(name => (name, Address))];

    /// <summary>Returns the identity document, or null if the document is neither an actor nor a key. Never throws.</summary>
    /// <param name="document">What the origin serves.</param>
    /// <param name="withProfile">Whether name, pictures and the date of creation are kept too.</param>
    public static byte[]? From(ReadOnlyMemory<byte> document, bool withProfile)
    {
        try
        {
            using var json = JsonDocument.Parse(document, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;

            var types = TypesOf(root);
            if (IsActor(root, types))
                return Write(root, types.Contains("Group") ? OfGroup : OfActor, withProfile ? OfProfile : []);
            return types.Any(KeyTypes.Contains) && (root.TryGetProperty("owner", out _) || root.TryGetProperty("controller", out _)) ? Write(root, OfKey, []) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    // GoToSocial serves a key as its actor without an inbox.
    private static bool IsActor(JsonElement root, string[] types) =>
        types.Length > 0 && types.All(ActorTypes.MayBe)
        && ((root.TryGetProperty("inbox", out var inbox) && Keep(inbox, Address) is not null)
            || (root.TryGetProperty("publicKey", out var key) && key.ValueKind is JsonValueKind.Object or JsonValueKind.Array));

    /// <summary>Returns the types without prefix or namespace; one that is no text counts as a type that no actor has.</summary>
    private static string[] TypesOf(JsonElement root) =>
        !root.TryGetProperty("type", out var type) ? []
        : [.. (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1)).Select(one =>
            one.ValueKind == JsonValueKind.String ? one.GetString()! is var text ? text[(text.AsSpan().LastIndexOfAny(":#/") + 1)..] : "" : "")];

    private static byte[] Write(JsonElement document, params ReadOnlySpan<(string Name, string[] Kept)[]> lists)
    {
        var identity = new JsonObject();
        if (document.TryGetProperty("@context", out var context))
            identity["@context"] = JsonNode.Parse(context.GetRawText());
        foreach (var list in lists)
            foreach (var (name, kept) in list)
                if (document.TryGetProperty(name, out var value) && Keep(value, kept) is { } node)
                    identity[name] = node;
        return JsonSerializer.SerializeToUtf8Bytes(identity);
    }

    private static JsonNode? Keep(JsonElement value, string[] members) => value.ValueKind switch
    {
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Array).Select(item => Keep(item, members)).OfType<JsonNode>()]),
        JsonValueKind.Object => KeepMembers(value, members),
        _ => Plain(value),
    };

    private static JsonNode? KeepMembers(JsonElement value, string[] members)
    {
        var kept = new JsonObject();
        foreach (var name in members)
            if (value.TryGetProperty(name, out var member) && Plain(member) is { } plain)
                kept[name] = plain;
        if (kept.Count == 0)
            return null;
        return members == Address ? kept[Address[0]]!.DeepClone() : kept;
    }

    private static JsonValue? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonValue.Create(value.GetString()),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => JsonValue.Create(value.Clone()),
        _ => null,
    };
}
