using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FedFilter.Tests.World;

/// <summary>The part of JSON Schema draft-07 that our schemas use; a keyword that is not known here is a fault of the schema.</summary>
internal sealed class JsonSchemaCheck(JsonObject schema)
{
    private static readonly string[] Known =
    [
        "$schema", "$ref", "title", "description", "definitions", "type", "const", "pattern", "minLength", "minimum", "maximum",
        "required", "properties", "additionalProperties", "items",
    ];

    public IReadOnlyList<string> Faults(JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults;
    }

    private void Check(JsonObject rule, JsonNode? value, string at, List<string> faults)
    {
        faults.AddRange(rule.Select(keyword => keyword.Key).Except(Known).Select(keyword => $"{at}: the schema says {keyword}"));
        if (rule["$ref"] is { } reference)
            Check(schema["definitions"]![((string)reference!).Split('/')[^1]]!.AsObject(), value, at, faults);
        if (rule["type"] is { } type && !Words(type).Any(word => Is(word, value)))
            faults.Add($"{at}: is no {type.ToJsonString()}");
        if (rule["const"] is { } only && !JsonNode.DeepEquals(only, value))
            faults.Add($"{at}: is not {only}");
        if (value is JsonArray list && rule["items"] is JsonObject item)
            for (var i = 0; i < list.Count; i++)
                Check(item, list[i], $"{at}/{i}", faults);
        if (value is JsonObject map)
            CheckMap(rule, map, at, faults);
        if (value is JsonValue)
            CheckValue(rule, value, at, faults);
    }

    private void CheckMap(JsonObject rule, JsonObject map, string at, List<string> faults)
    {
        faults.AddRange(Words(rule["required"] ?? new JsonArray()).Where(key => !map.ContainsKey(key)).Select(key => $"{at}: lacks {key}"));
        foreach (var (key, inner) in map)
            if (rule["properties"]?[key] is JsonObject known)
                Check(known, inner, $"{at}/{key}", faults);
            else if (rule["additionalProperties"] is not null)
                faults.Add($"{at}: does not know {key}");
    }

    private static void CheckValue(JsonObject rule, JsonNode value, string at, List<string> faults)
    {
        if (value.GetValueKind() == JsonValueKind.String && rule["pattern"] is { } pattern && !Regex.IsMatch((string)value!, (string)pattern!))
            faults.Add($"{at}: has not the form");
        if (value.GetValueKind() == JsonValueKind.String && rule["minLength"] is { } least && ((string)value!).Length < (int)least)
            faults.Add($"{at}: is too short");
        if (value.GetValueKind() == JsonValueKind.Number && (((decimal?)rule["minimum"] ?? decimal.MinValue) > (decimal)value || ((decimal?)rule["maximum"] ?? decimal.MaxValue) < (decimal)value))
            faults.Add($"{at}: is out of range");
    }

    private static bool Is(string word, JsonNode? value) => (word, value?.GetValueKind()) switch
    {
        ("null", null or JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => decimal.IsInteger((decimal)value!),
        (_, { } kind) => kind.ToString().Equals(word, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static IEnumerable<string> Words(JsonNode node) => node is JsonArray list ? list.Select(word => (string)word!) : [(string)node!];
}
