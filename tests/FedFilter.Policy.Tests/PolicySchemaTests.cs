using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Tests;

/// <summary>The schema says of keys, shapes and words what the reader says.</summary>
public sealed partial class PolicySchemaTests
{
    private static readonly JsonObject Schema = PolicySchema.Create();

    public static TheoryData<string> Right() => [.. Files("good", "cases").Concat(Files("../../policies/default", "../../policies/strict"))];

    [Theory, MemberData(nameof(Right))]
    public void a_valid_file_fits(string file) => Assert.Equal([], Faults(File.ReadAllText(Path.Combine(Here(), file))));

    [Theory]
    [InlineData("bad/all-at-once.yaml")]
    [InlineData("bad/matchers.yaml")]
    [InlineData("bad/given.yaml")]
    [InlineData("bad/lists.yaml")]
    public void a_file_with_faults_in_its_structure_does_not(string file) => Assert.NotEmpty(Faults(File.ReadAllText(Path.Combine(Here(), file))));

    [Theory]
    [InlineData("rule: []")]
    [InlineData("mode: off")]
    [InlineData("terms: { t: { title: x } }")]
    [InlineData("peers: [{ host: a.example, atests: [t] }]")]
    [InlineData("lists: { l: { file: x, format: xml } }")]
    [InlineData("rules: [{ name: r, then: alow }]")]
    [InlineData("rules: [{ name: r, then: limit, rate: 60 }]")]
    [InlineData("rules: [{ name: r, when: { not: { any: [{ visibility: all }] } }, then: allow }]")]
    [InlineData("tests: [{ name: t, given: { peer: a.example, fetch: / }, expect: { becuase: x } }]")]
    public void one_fault_is_found(string text) => Assert.NotEmpty(Faults(text));

    [Fact]
    public void it_names_exactly_the_keys_that_the_reader_asks_for()
    {
        var folder = Path.Combine(Here(), "..", "..", "src", "FedFilter.Policy", "Compilation");
        var asked = Directory.EnumerateFiles(folder, "*.cs").SelectMany(file => Asked().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value + match.Groups[2].Value);

        Assert.Equal(asked.Distinct().Order(StringComparer.Ordinal), Keys(Schema).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => (map["properties"] is JsonObject properties ? properties.Select(property => property.Key) : []).Concat(map.SelectMany(entry => Keys(entry.Value))),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    private static List<string> Faults(string text)
    {
        var faults = new List<string>();
        Check(Schema, JsonNode.Parse(YamlJson.Of(YamlReader.Read("p.yaml", text, new List<Problem>())!)), "", faults);
        return faults;
    }

    /// <summary>The part of draft-07 that the schema uses.</summary>
    private static void Check(JsonNode schema, JsonNode? value, string at, List<string> faults)
    {
        if (schema["$ref"] is not null)
            schema = Schema["definitions"]!["matchers"]!;
        if (schema["anyOf"] is JsonArray any && !any.Any(one => Fits(one!, value)))
            faults.Add($"{at}: fits none of several");
        var kind = value?.GetValueKind().ToString().ToLowerInvariant() switch { "true" or "false" => "boolean", null => "null", var other => other };
        if (schema["type"] is { } type && !(type is JsonArray types ? types : [type.DeepClone()]).Any(one => (string)one! == kind || ((string)one! == "integer" && kind == "number")))
            faults.Add($"{at}: is {kind}");
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            faults.Add($"{at}: is no word");
        if (schema["pattern"] is { } pattern && kind == "string" && !Regex.IsMatch((string)value!, (string)pattern!))
            faults.Add($"{at}: has not the form");
        if (value is JsonArray items && schema["items"] is { } item)
            for (var i = 0; i < items.Count; i++)
                Check(item, items[i], $"{at}/{i}", faults);
        if (value is not JsonObject map)
            return;
        faults.AddRange((schema["required"] as JsonArray ?? []).Where(key => !map.ContainsKey((string)key!)).Select(key => $"{at}: lacks {key}"));
        foreach (var (key, inner) in map)
            if (schema["properties"]?[key] is { } known)
                Check(known, inner, $"{at}/{key}", faults);
            else if (schema["additionalProperties"] is JsonObject each)
                Check(each, inner, $"{at}/{key}", faults);
            else if (schema["additionalProperties"] is not null)
                faults.Add($"{at}: does not know {key}");
    }

    private static bool Fits(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults.Count == 0;
    }

    private static IEnumerable<string> Files(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Here(), folder), "*.yaml", SearchOption.AllDirectories)).Select(file => Path.GetRelativePath(Here(), file)).Order(StringComparer.Ordinal);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("""\.(?:Has|Value|Text|RequiredText|Scalar|Parsed|Flag|Duration|Date|Moment|OneOf|RequiredOneOf|AnyOf|Texts|Map|Maps)\("([a-z0-9-]+)|(?:Required\(fields|AddNamed\(file), "([a-z-]+)""")]
    private static partial Regex Asked();
}
