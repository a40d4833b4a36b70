using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>
/// Reads an origin's <c>commits</c>. What a name stands for is fixed here and not looked up in the policy: a policy says what is asked of
/// others, may be edited at any time, and an edit of it must never change what this server has promised.
/// </summary>
internal static class CommitsSection
{
    /// <summary>The names that need no words of their own.</summary>
    private static readonly Dictionary<string, PromiseSettings> Known = new(StringComparer.Ordinal)
    {
        ["no-ai-training"] = new("train-ai", "operator", ["local", "received"], "no"),
    };

    public static CommitsSettings? Read(YamlFields? fields, ICollection<Problem> problems)
    {
        if (fields is null)
            return null;
        var statements = new List<PromiseSettings>();
        foreach (var name in fields.Texts("terms"))
            if (Known.TryGetValue(name.Text, out var known))
                statements.Add(known);
            else
                problems.Add(new Problem(
                    name.Place,
                    $"`{Quote.Of(name.Text)}` is no term whose words are known here ({string.Join(", ", Known.Keys)} is); "
                    + $"say what it means under `statements:`, as {{ use: {Quote.Of(name.Text)}, party: operator, scope: [local, received], value: no }}"));
        statements.AddRange(fields.Maps("statements").Select(statement => Statement(statement, problems)));

        var commits = new CommitsSettings(statements, Page(fields, problems), Contact(fields, problems));
        if (!fields.Has("terms") && !fields.Has("statements"))
            problems.Add(new Problem(fields.Place, "`commits` promises nothing: give it `terms: [no-ai-training]`, or `statements:`"));
        fields.NoOthers();
        return commits;
    }

    private static PromiseSettings Statement(YamlFields fields, ICollection<Problem> problems)
    {
        var scope = fields.AnyOf("scope", ("local", "local"), ("received", "received"));
        var statement = new PromiseSettings(
            fields.RequiredText("use"),
            Word(fields, "party", problems, "operator", "third-party"),
            [.. scope.Distinct(StringComparer.Ordinal)],
            Word(fields, "value", problems, "no", "conditional", "allowed"));
        if (!fields.Has("scope"))
            problems.Add(new Problem(fields.Place, "`scope:` is missing; it takes local, received, or both"));
        fields.NoOthers();
        return statement;
    }

    private static string Word(YamlFields fields, string key, ICollection<Problem> problems, params string[] words)
    {
        var index = fields.OneOf(key, [.. words.Select((word, i) => (word, i))]);
        if (!fields.Has(key))
            problems.Add(new Problem(fields.Place, $"`{key}:` is missing; it takes {string.Join(", ", words)}"));
        return words[index ?? 0];
    }

    private static Uri? Page(YamlFields fields, ICollection<Problem> problems)
    {
        if (fields.Text("text") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url is { UserInfo: "", Fragment: "" })
            return url;
        problems.Add(new Problem(fields.PlaceOf("text"), "`text` takes the address of a page, such as https://social.example/terms"));
        return null;
    }

    private static string? Contact(YamlFields fields, ICollection<Problem> problems)
    {
        if (fields.Text("contact") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "mailto" or "https")
            return text;
        problems.Add(new Problem(fields.PlaceOf("contact"), "`contact` takes a URI such as mailto:admin@social.example or https://social.example/about"));
        return null;
    }
}
