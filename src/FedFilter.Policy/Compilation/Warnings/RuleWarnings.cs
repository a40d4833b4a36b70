using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Rules that never decide anything: what they ask for cannot be, or an earlier rule takes it all.</summary>
internal static class RuleWarnings
{
    private static readonly string[] OfContent = ["object", "visibility", "vote", "hashtags", "keywords", "mentions-over", "attachments", "published-before"];

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

        if (rules.Count > 0 && !rules.Any(LetsFetchesPass))
            yield return new Problem(
                rules[0].Place, "no rule lets any fetch pass, so every server that reads a post of yours is refused, committed ones too; add a rule such as { name: committed servers, when: { committed: [no-ai-training] }, then: allow }");
    }

    /// <summary>Whether some fetch at the gateway may pass by it; yes where it is not plain to see.</summary>
    private static bool LetsFetchesPass(YamlFields rule)
    {
        var when = new Condition(rule);
        return rule.Text("then") is "allow" or "limit" && Contradiction(when) is null
            && when.Values("fetch") is not ["false"] && (!when.Has("delivery") || when.Values("delivery") is ["false"])
            && when.Values("direction") is not ["inbound"] && (when.Values("checkpoint") is not { } places || places.Contains("gateway"))
            && !OfContent.Any(when.Has) && !when.Has("forwarded");
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
