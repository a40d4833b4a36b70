using System.Text.Json.Nodes;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// A JSON Schema (draft-07, which editors' YAML servers read) of policy files. It knows keys, shapes and words, these from the tables of the
/// reader; what only the reader can tell, such as whether a named term exists, it leaves to it.
/// </summary>
public static class PolicySchema
{
    /// <summary>The schema; a new one for each call.</summary>
    public static JsonObject Create()
    {
        var schema = Map(
            ("terms", Named(Term())), ("peers", Many(Peer())), ("lists", Named(List())),
            ("mode", Words(Sections.Modes)), ("rules", Many(Rule())), ("tests", Many(Test())));
        schema["$schema"] = "http://json-schema.org/draft-07/schema#";
        schema["title"] = "FedFilter policy";
        schema["definitions"] = new JsonObject { ["matchers"] = Matchers() };
        return schema;
    }

    private static JsonObject Term() => Required(
        Map(
            ("title", Text()),
            ("commits", Required(
                Map(
                    ("use", Text()), ("party", Words(TermWords.Parties)), ("scope", Words(TermWords.Scopes)),
                    ("value", Words(TermWords.Values))),
                "use")),
            ("proof", Words(TermWords.Levels)),
            ("review-every", Age()),
            ("on-change", Map(("clause-lost", Words(TermCompiler.Changes)), ("other", Words(TermCompiler.Changes)))),
            ("hold-for", Age())),
        "commits");

    private static JsonObject Peer() => Required(
        Map(
            ("host", Text()), ("attests", Several(Text())), ("denies", Several(Text())), ("source", Text()), ("sha256", Pattern("^[0-9a-f]{64}$")),
            ("quote", Text()), ("reviewed", Moment()), ("expires", Moment()), ("by", Text()), ("note", Text()), ("key", Pattern("^did:key:z")),
            ("allow", Required(Map(("until", Moment()), ("because", Text()), ("by", Text())), "until", "because"))),
        "host");

    private static JsonObject List() => Map(
        ("file", Text()), ("url", Text()), ("format", Words(ListCompiler.Formats)), ("refresh", Age()),
        ("severity", Several(Words(ListCompiler.SeveritiesThatCount))), ("subdomains", Flag()), ("own-hosts", Flag()), ("accept-shrink", Flag()));

    private static JsonObject Rule() => Required(
        Map(
            ("name", Text()), ("when", Matcher()), ("then", Words(RuleCompiler.Outcomes)), ("because", Kebab()), ("shadow", Flag()),
            ("rate", Pattern("^[0-9]+/[smhd]$"))),
        "name", "then");

    private static JsonObject Matchers() => Map(
        ("peer", Several(Text())), ("listed", Several(Text())), ("committed", Several(Text())),
        ("standing", Named(Several(Words(StateWords.All)))), ("actor", Several(Text())),
        ("actor-type", Several(Text())), ("software", Several(Text())), ("first-seen-within", Age()),
        ("direction", Several(Words(RequestWords.Directions))), ("checkpoint", Several(Words(RequestWords.Checkpoints))),
        ("fetch", Several(Text())), ("delivery", Several(Text())), ("signature", Words(RequestWords.Signatures)), ("forwarded", Flag()),
        ("object", Several(Text())), ("visibility", Several(Words(BodyMatchers.Visibilities))), ("vote", Flag()), ("hashtags", Several(Text())),
        ("keywords", Several(Text())), ("mentions-over", new JsonObject { ["type"] = "integer", ["minimum"] = 0 }), ("attachments", Flag()), ("published-before", Age()),
        ("any", Many(Matcher())), ("all", Many(Matcher())), ("not", Matcher()));

    private static JsonObject Test() => Required(
        Map(
            ("name", Text()),
            ("given", Required(
                Map(
                    ("peer", Text()), ("fetch", Text()), ("delivery", Several(Text())),
                    ("activity", new JsonObject { ["type"] = "object" }), ("activity-file", Text()),
                    ("direction", Words(RequestWords.Directions)), ("checkpoint", Words(RequestWords.Checkpoints)),
                    ("standing", Named(Words(StateWords.All))), ("evidence", Many(Evidence())), ("texts", Many(TextState())), ("asked-since", Moment()), ("software", Text()), ("actor-type", Text()), ("handle-domain", Text()),
                    ("first-seen", Text()), ("signature", Words(RequestWords.Signatures)), ("at", Text())),
                "peer")),
            ("expect", Required(Map(("then", Words(RuleCompiler.Outcomes)), ("because", Text()), ("rule", Text())), "then"))),
        "name", "given", "expect");

    private static JsonObject Evidence() => Map(
        ("level", Words(TermWords.Levels)), ("use", Text()), ("party", Words(TermWords.Parties)), ("scope", Words(TermWords.Scopes)), ("value", Words(TermWords.Values)),
        ("begins", Moment()), ("ends", Moment()), ("state", Words(EvidenceWords.States)), ("since", Moment()),
        ("key", Text()), ("key-is-listed", Flag()), ("known-key", Text()), ("key-since", Moment()));

    private static JsonObject TextState() => Required(
        Map(("source", Text()), ("sha256", Text()), ("state", Words(EvidenceWords.States)), ("since", Moment())), "source", "sha256", "state", "since");

    private static JsonObject Matcher() => new() { ["$ref"] = "#/definitions/matchers" };

    private static JsonObject Map(params (string Key, JsonObject Value)[] entries) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        ["additionalProperties"] = false,
    };

    private static JsonObject Required(JsonObject map, params string[] keys)
    {
        map["required"] = Array(keys);
        return map;
    }

    private static JsonObject Named(JsonObject value) => new() { ["type"] = "object", ["additionalProperties"] = value };

    private static JsonObject Many(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    /// <summary>A list, or one in its place.</summary>
    private static JsonObject Several(JsonObject item) => new() { ["anyOf"] = new JsonArray(item, Many((JsonObject)item.DeepClone())) };

    /// <summary>Every single value is text to the reader, whatever an editor takes it for.</summary>
    private static JsonObject Text() => new() { ["type"] = Array(["string", "number", "boolean"]) };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject Age() => Pattern("^[0-9]+[smhd]$");

    private static JsonObject Moment() => Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?$");

    private static JsonObject Kebab() => Pattern("^[a-z0-9]+(-[a-z0-9]+)*$");

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Words<T>((string Word, T Meaning)[] words) => Words([.. words.Select(pair => pair.Word)]);

    private static JsonObject Words(params string[] words) => new() { ["enum"] = Array(words) };

    private static JsonArray Array(IEnumerable<string> words) => [.. words.Select(word => JsonValue.Create(word))];
}
