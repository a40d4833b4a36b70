using System.Text.Json;

namespace FedFilter.Peers;

/// <summary>What a fetched document says about a key; all of it the host's claim.</summary>
/// <param name="Id">The document's own id.</param>
/// <param name="IsKey">Whether the document is a key by itself, not an actor.</param>
/// <param name="Keys">The keys in it.</param>
internal sealed record KeyDocument(string Id, bool IsKey, IReadOnlyList<PublishedKey> Keys)
{
    private const int MaxKeys = 16;

    /// <summary>Reads an actor, or a key document as GoToSocial and activitypub.bot serve it. Null if it is neither. Never throws.</summary>
    public static KeyDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "id") is not { } id)
                return null;
            if (Text(root, "publicKeyPem") is not null)
                return new KeyDocument(id, IsKey: true, Published(root) is { } key ? [key] : []);
            return new KeyDocument(id, IsKey: false, [.. Listed(root).Select(Published).OfType<PublishedKey>()]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    private static IEnumerable<JsonElement> Listed(JsonElement actor)
    {
        if (!actor.TryGetProperty("publicKey", out var keys))
            return [];
        return keys.ValueKind == JsonValueKind.Array ? keys.EnumerateArray().Take(MaxKeys) : [keys];
    }

    private static PublishedKey? Published(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && Text(key, "id") is { } id && Text(key, "owner") is { } owner && Text(key, "publicKeyPem") is { } pem
            ? new PublishedKey(id, owner, pem)
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A key as a document lists it.</summary>
internal sealed record PublishedKey(string Id, string Owner, string Pem);
