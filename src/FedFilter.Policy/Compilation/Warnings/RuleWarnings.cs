using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Rules that never decide anything: what they ask for cannot be, or an earlier rule takes it all.</summary>
internal static class RuleWarnings
{
    private static readonly string[] OfContent = ["object", "visibility", "hashtags", "keywords", "mentions-over", "attachments", "published-before"];

    public static IEnumerable<Problem> Find(IReadOnlyList<YamlFields> rules)
    {
        var earlier = new List<(string Name, Place Place, Condition When)>();
        foreach (var rule in rules)
        {
            var (name, place, when) = (rule.Text("name") ?? "", rule.PlaceOf("name"), new Condition(rule));
            if (Contradiction(when) is { } why)
                yield return new Problem(place, $"this rule never matches: {why}");
            else if (earlier.FirstOrDefault(one => when.Implies(one.When)) is { Name: { } first } taker)
                yield return new Problem(
                    place, $"this rule is never reached: {(taker.When.Keys.Any() ? "whatever it matches" : "whatever comes")}, `{Quote.Of(first)}` at {taker.Place} takes before it");

            // A rule in shadow decides nothing.
            if (rule.Text("shadow") != "true")
                earlier.Add((name, place, when));
        }
    }

    private static string? Contradiction(Condition when)
    {
        if (when.Keys.FirstOrDefault(key => when.Values(key) is { Count: 0 }) is { } empty)
            return $"`{empty}: []` is nobody and nothing";
        var fetch = when.Values("fetch") is { } paths && paths is not ["false"];
        var delivery = when.Values("delivery") is { } types && types is not ["false"];
        if (fetch && delivery)
            return "no request is a fetch and a delivery at once; write two rules, or `any:`";
        if (fetch && when.Values("direction") is ["inbound"])
            return "what a fetch asks for flows outbound";
        if (fetch && OfContent.FirstOrDefault(when.Has) is { } content)
            return $"a fetch carries nothing that `{content}` could look at";
        return when.Values("fetch") is ["false"] && when.Values("delivery") is ["false"] ? "every request is a fetch or a delivery" : null;
    }
}
