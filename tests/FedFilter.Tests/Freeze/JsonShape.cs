using System.Text.Json;

namespace FedFilter.Tests.Freeze;

/// <summary>The members of JSON texts and the types of their values; the items of an array are merged.</summary>
internal sealed class JsonShape
{
    private readonly SortedDictionary<string, SortedSet<string>> _members = new(StringComparer.Ordinal);

    /// <summary>One line per member, such as <c>$[].peer: string</c>.</summary>
    public IEnumerable<string> Lines => _members.Select(pair => $"{pair.Key}: {string.Join(" or ", pair.Value)}");

    /// <summary>Parses one JSON text, or several in sequence.</summary>
    public static IEnumerable<string> Of(string output)
    {
        var shape = new JsonShape();
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
            shape.Add("$", JsonElement.ParseValue(ref reader));
        return shape.Lines;
    }

    private void Add(string path, JsonElement value)
    {
        if (!_members.TryGetValue(path, out var kinds))
            _members[path] = kinds = new SortedSet<string>(StringComparer.Ordinal);
        kinds.Add(value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind.ToString().ToLowerInvariant());
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject())
                Add($"{path}.{member.Name}", member.Value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray())
                Add(path + "[]", item);
    }
}
