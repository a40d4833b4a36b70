using System.Text.Json;

namespace FedFilter.Policy.Lists;

/// <summary>
/// JSON: an array whose items are hosts, or objects that name one (Mastodon's <c>/api/v1/instance/domain_blocks</c>, GoToSocial, Misskey,
/// BookWyrm); or an object as <see cref="JsonExports"/> knows them. What else an item holds is passed over.
/// </summary>
internal static class JsonList
{
    private static readonly string[] Host = ["domain", "host", "instance", "hostname"];

    // Two values under one name could be read in two ways.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static string? Read(string text, ListReader reader)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return JsonExports.Read(document.RootElement, reader);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return "it is JSON, but neither an array nor an object";
            ReadItems(document.RootElement, severity: null, reader);
            return null;
        }
        catch (InvalidOperationException)
        {
            return "a name in it is no Unicode";
        }
        catch (JsonException e)
        {
            return e.LineNumber is { } line ? $"it is not JSON (line {line + 1})" : "an object in it names something twice";
        }
    }

    /// <param name="items">The array.</param>
    /// <param name="severity">That of items that name none; null for the usual one.</param>
    /// <param name="reader">Takes the entries.</param>
    public static void ReadItems(JsonElement items, string? severity, ListReader reader)
    {
        var position = 0;
        foreach (var item in items.EnumerateArray())
            Read(++position, item, severity, reader);
    }

    public static string? Member(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    /// <summary>Whether an item is on the list: Misskey and RapidBlock name servers that are not.</summary>
    public static string? SeverityOf(JsonElement item, string? usual) =>
        !item.TryGetProperty("isBlocked", out var blocked) ? Member(item, "severity") ?? usual
        : blocked.ValueKind == JsonValueKind.True ? "suspend"
        : item.TryGetProperty("isSilenced", out var silenced) && silenced.ValueKind == JsonValueKind.True ? "silence"
        : "noop";

    private static void Read(int position, JsonElement item, string? severity, ListReader reader)
    {
        if (item.ValueKind == JsonValueKind.String)
            reader.Add(position, Text(item), severity, comment: null);
        else if (item.ValueKind == JsonValueKind.Array && item.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first) // Pleroma: host and reason
            reader.Add(position, Text(first), severity, comment: null);
        else if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("tuple", out var tuple))
            Read(position, tuple, severity, reader);
        else if (item.ValueKind == JsonValueKind.Object && Host.Select(name => Member(item, name)).FirstOrDefault(host => host is not null) is { } host)
            reader.Add(position, host, SeverityOf(item, severity), Member(item, "public_comment") ?? Member(item, "comment") ?? Member(item, "reason"), Member(item, "digest"));
        else
            reader.Fault(position, "it is neither a host nor an object with `domain`, `host` or `instance`");
    }

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
