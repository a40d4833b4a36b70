using System.Text.Json;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What the relay must know of an activity that is to be passed on: for whom it is, and whether it proves by itself whose it is.</summary>
internal static class Publication
{
    /// <summary>Whether its object is embedded, and is for everyone: unlisted is not, as for Mastodon's own relays.</summary>
    public static bool IsPublic(ReadOnlyMemory<byte> activity) => new ActivityBody(activity).Facts is { HasObject: true, Visibility: Visibility.Public };

    /// <summary>The same of a document that was fetched.</summary>
    public static bool IsPublicObject(ReadOnlySpan<byte> document) => IsPublic((byte[])[.. "{\"type\":\"Create\",\"object\":"u8, .. document, (byte)'}']);

    /// <summary>Whether it carries a signature of its own (linked data signature, or a data integrity proof). Whether that holds, receivers see.</summary>
    public static bool IsProven(JsonElement activity) => IsObject(activity, "signature") || IsObject(activity, "proof");

    /// <summary>An Announce with the object that it announces in the place of its id.</summary>
    public static byte[] Embed(JsonElement announce, JsonElement thing)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var member in announce.EnumerateObject().Where(member => !member.NameEquals("object")))
                member.WriteTo(writer);
            writer.WritePropertyName("object");
            thing.WriteTo(writer);
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private static bool IsObject(JsonElement activity, string name) => activity.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;
}
