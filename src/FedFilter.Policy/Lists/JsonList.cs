using System.Text.Json;

namespace FedFilter.Policy.Lists;

/// <summary>
/// A JSON array. Its items are hosts, or objects with <c>domain</c> and, if they are there, <c>severity</c> and <c>public_comment</c> (in
/// Mastodon's API <c>comment</c>); what else they hold is passed over.
/// </summary>
internal static class JsonList
{
    // Two values under one name could be read in two ways.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static string? Read(string text, ListReader reader)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return "it is JSON, but no array";
            var position = 0;
            foreach (var item in document.RootElement.EnumerateArray())
                Read(++position, item, reader);
            return null;
        }
        catch (JsonException e)
        {
            return e.LineNumber is { } line ? $"it is not JSON (line {line + 1})" : "an object in it names something twice";
        }
    }

    private static void Read(int position, JsonElement item, ListReader reader)
    {
        if (item.ValueKind == JsonValueKind.String)
            reader.Add(position, Text(item), severity: null, comment: null);
        else if (item.ValueKind == JsonValueKind.Object && Member(item, "domain") is { } host)
            reader.Add(position, host, Member(item, "severity"), Member(item, "public_comment") ?? Member(item, "comment"));
        else
            reader.Fault(position, "it is neither a host nor an object with `domain`");
    }

    private static string? Member(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "?"; // half of a surrogate pair, which no text may hold
        }
    }
}
