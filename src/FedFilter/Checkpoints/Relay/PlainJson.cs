using System.Text.Json;

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
        var json = new Utf8JsonReader(octets);
        try
        {
            while (json.Read())
                if (json.ValueIsEscaped || json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // octets that are not UTF-8, or half a surrogate pair
        }
    }
}
