using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>What every rule's decision carries.</summary>
internal sealed record RuleContext(bool Enforced, string Revision);

/// <summary>The <c>rules</c> section.</summary>
internal static class RuleCompiler
{
    private static readonly HashSet<string> Later = ["shadow", "rate"];

    public static List<Rule> Compile(
        IEnumerable<YamlFields> raw, IReadOnlyList<string> terms, IReadOnlyDictionary<string, PeerList> lists, RuleContext context, List<Problem> problems)
    {
        var rules = new List<Rule>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        (string Name, Place Place)? catchAll = null;
        foreach (var fields in raw)
        {
            var name = fields.RequiredText("name");
            var place = fields.PlaceOf("name");
            if (!places.TryAdd(name, place) && name.Length > 0)
                problems.Add(new Problem(place, $"the rule `{Quote.Of(name)}` stands here twice, first at {places[name]}"));
            if (catchAll is { } earlier)
                problems.Add(new Problem(place, $"this rule is never reached: `{Quote.Of(earlier.Name)}` at {earlier.Place} has no `when` and decides everything before it"));

            var outcome = Then(fields, problems);
            var when = fields.Map("when");
            var matchers = when is null ? [] : MatcherCompiler.Compile(when, terms, lists, outcome is Outcome.Allow, problems);
            if (matchers.IsEmpty && (when is null || !when.Keys.Any()))
                catchAll ??= (name, place);
            var decision = new Decision(outcome ?? Outcome.Refuse, name, Because(fields, outcome ?? Outcome.Refuse, problems), [], context.Enforced, context.Revision);
            rules.Add(new Rule(name, matchers, decision));
            fields.NoOthers(Later);
        }

        return rules;
    }

    private static Outcome? Then(YamlFields fields, List<Problem> problems)
    {
        if (!fields.Has("then"))
            problems.Add(new Problem(fields.Place, "`then:` is missing; it takes allow, refuse, hold"));
        else if (fields.Value("then") is YamlScalar { Text: "limit" } limit)
            problems.Add(new Problem(limit.Place, "`then: limit` is not available in this version"));
        else
            return fields.OneOf("then", ("allow", Outcome.Allow), ("refuse", Outcome.Refuse), ("hold", Outcome.Hold));
        return null;
    }

    private static string? Because(YamlFields fields, Outcome outcome, List<Problem> problems)
    {
        var because = fields.Text("because");
        if (because is not null && !Names.IsKebab(because))
            problems.Add(new Problem(fields.PlaceOf("because"), $"`because: {Quote.Of(because)}`: a reason is lower-case words joined by hyphens, such as not-committed; it reaches answers and logs as it stands"));
        if (because is not null && outcome == Outcome.Allow)
            problems.Add(new Problem(fields.PlaceOf("because"), "a rule that allows needs no `because`"));
        return outcome switch
        {
            Outcome.Allow => null,
            Outcome.Hold => because ?? Reasons.HeldByRule,
            _ => because ?? Reasons.RefusedByRule,
        };
    }
}
