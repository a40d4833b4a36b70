using System.Text.Json;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// What is left of an actor, or of a key document, for those who did not sign: enough to verify its signatures and to reach its inbox,
/// nothing about the person. Without it two servers that both ask for signatures could never fetch each other's keys.
/// </summary>
internal static class Stub
{
    private static readonly string[] ActorTypes = ["Person", "Service", "Application", "Group", "Organization"];
    private static readonly string[] OfActor = ["@context", "id", "type", "inbox", "endpoints", "preferredUsername", "publicKey", "assertionMethod"];
    private static readonly string[] KeyTypes = ["Key", "CryptographicKey", "Multikey"];
    private static readonly string[] OfKey = ["@context", "id", "type", "owner", "controller", "publicKeyPem", "publicKeyMultibase"];

    /// <summary>The stub, or null if the document is neither. Never throws.</summary>
    public static byte[]? From(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;

            // GoToSocial serves a key as its actor with nothing but the key.
            if (IsOneOf(ActorTypes, root) && (root.TryGetProperty("inbox", out _) || root.TryGetProperty("publicKey", out _)))
                return Write(root, OfActor);
            return IsOneOf(KeyTypes, root) && (root.TryGetProperty("owner", out _) || root.TryGetProperty("controller", out _)) ? Write(root, OfKey) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    private static bool IsOneOf(string[] types, JsonElement document) =>
        document.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1))
            .Any(one => one.ValueKind == JsonValueKind.String && types.Contains(one.GetString()));

    private static byte[] Write(JsonElement document, string[] kept)
    {
        using var stub = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stub))
        {
            writer.WriteStartObject();
            foreach (var name in kept)
                if (document.TryGetProperty(name, out var value))
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

            writer.WriteEndObject();
        }

        return stub.ToArray();
    }
}
