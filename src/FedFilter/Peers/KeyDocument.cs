using System.Text.Json;

namespace FedFilter.Peers;

/// <summary>What a fetched document says about keys; all of it the host's claim.</summary>
/// <param name="Id">The document's own id.</param>
/// <param name="Type">Its type; the first where it gives several.</param>
/// <param name="IsKey">Whether the document is a key by itself, not an actor; then <paramref name="Keys"/> holds it alone.</param>
/// <param name="Keys">What an actor lists as <c>publicKey</c>.</param>
/// <param name="AssertionMethods">What it lists as <c>assertionMethod</c> (FEP-521a).</param>
internal sealed record KeyDocument(string Id, string? Type, bool IsKey, IReadOnlyList<PublishedKey> Keys, IReadOnlyList<PublishedKey> AssertionMethods)
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
            return Material(root) is not null
                ? new KeyDocument(id, TypeOf(root), IsKey: true, Published(root) is { } key ? [key] : [], [])
                : new KeyDocument(id, TypeOf(root), IsKey: false, Listed(root, "publicKey"), Listed(root, "assertionMethod"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    private static string? TypeOf(JsonElement document)
    {
        if (document.TryGetProperty("type", out var type) && type is { ValueKind: JsonValueKind.Array } && type.GetArrayLength() > 0)
            type = type[0];
        return type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }

    private static PublishedKey[] Listed(JsonElement actor, string name)
    {
        if (!actor.TryGetProperty(name, out var listed))
            return [];
        var entries = listed.ValueKind == JsonValueKind.Array ? listed.EnumerateArray().Take(MaxKeys) : [listed];
        return [.. entries.Select(Published).OfType<PublishedKey>()];
    }

    private static PublishedKey? Published(JsonElement key)
    {
        if (key.ValueKind == JsonValueKind.String)
            return new PublishedKey(key.GetString()!, null, null);
        if (key.ValueKind != JsonValueKind.Object || Text(key, "id") is not { } id)
            return null;
        var owner = Text(key, "owner") ?? Text(key, "controller");
        return owner is not null && Material(key) is { } material ? new PublishedKey(id, owner, material) : null;
    }

    private static string? Material(JsonElement key) => (Text(key, "publicKeyPem") ?? Text(key, "publicKeyMultibase"))?.Trim();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
