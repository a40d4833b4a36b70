using System.Text.Json;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// What is left of an actor for those who did not sign: enough to verify its signatures and to reach its inbox, nothing about the
/// person. Without it two servers that both ask for signatures could never fetch each other's keys.
/// </summary>
internal static class ActorStub
{
    private const int MaxOctets = 256 * 1024;

    private static readonly string[] ActorTypes = ["Person", "Service", "Application", "Group", "Organization"];
    private static readonly string[] Kept =
        ["@context", "id", "type", "inbox", "endpoints", "preferredUsername", "publicKey", "assertionMethod"];

    /// <summary>The stub, or null if the document is no actor or cannot be read.</summary>
    public static async Task<byte[]?> FromAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentEncoding.Count > 0)
            return null;
        try
        {
            await content.LoadIntoBufferAsync(MaxOctets, cancellation);
            return From(await content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException)
        {
            return null; // too large, or the origin broke off: as good as no actor
        }
    }

    /// <summary>The stub, or null if the document is no actor.</summary>
    public static byte[]? From(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var actor = json.RootElement;
            return IsActor(actor) ? Write(actor) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsActor(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1))
            .Any(one => one.ValueKind == JsonValueKind.String && ActorTypes.Contains(one.GetString()))
        && document.TryGetProperty("inbox", out _);

    private static byte[] Write(JsonElement actor)
    {
        using var stub = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stub))
        {
            writer.WriteStartObject();
            foreach (var name in Kept)
                if (actor.TryGetProperty(name, out var value))
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

            writer.WriteEndObject();
        }

        return stub.ToArray();
    }
}
