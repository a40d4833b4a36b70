using System.Text.Json;

namespace FedFilter.Declarations.Commitments;

/// <summary>The Multikeys that an actor lists in <c>assertionMethod</c> as its own (FEP-521a).</summary>
/// <param name="Actor">The actor's id.</param>
/// <param name="Keys">Multibase by the key's id.</param>
internal sealed record ActorKeys(string Actor, IReadOnlyDictionary<string, string> Keys)
{
    private const int MaxKeys = 16;

    /// <summary>Reads an actor. Null if it is none, or does not have the id it was asked for by. Never throws.</summary>
    /// <param name="octets">What its host answered; hostile.</param>
    /// <param name="url">The actor's id.</param>
    public static ActorKeys? Read(ReadOnlyMemory<byte> octets, string url)
    {
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            var actor = document.RootElement;
            return actor.ValueKind == JsonValueKind.Object && Text(actor, "id") == url ? new ActorKeys(url, Listed(actor, url)) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a text that is not valid Unicode
        }
    }

    private static Dictionary<string, string> Listed(JsonElement actor, string id)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!actor.TryGetProperty("assertionMethod", out var listed))
            return keys;
        foreach (var method in listed.ValueKind == JsonValueKind.Array ? listed.EnumerateArray().Take(MaxKeys) : [listed])
            if (method.ValueKind == JsonValueKind.Object && Text(method, "type") == "Multikey" && Text(method, "controller") == id
                && Text(method, "id") is { } keyId && Text(method, "publicKeyMultibase") is { } multibase)
                keys.TryAdd(keyId, multibase);
        return keys;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
