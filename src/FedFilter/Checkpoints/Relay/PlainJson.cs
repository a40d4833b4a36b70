using System.Text.Json;
using System.Text.Unicode;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// Reads what is to be handed on to many: names that are there twice, and text that is no Unicode, are read by each server in its own way, and
/// are not handed on.
/// </summary>
internal static class PlainJson
{
    /// <summary>The document, or null. Never throws.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> octets)
    {
        try
        {
            return IsUnicode(octets.Span) ? JsonDocument.Parse(octets, new JsonDocumentOptions { AllowDuplicateProperties = false }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsUnicode(ReadOnlySpan<byte> octets)
    {
        if (!Utf8.IsValid(octets))
            return false;
        var json = new Utf8JsonReader(octets);
        try
        {
            while (json.Read())
                if (json.ValueIsEscaped)
                    json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair
        }
    }
}
