using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>What every rule's decision carries.</summary>
internal sealed record RuleContext(bool Enforced, string Revision);

/// <summary>The <c>rules</c> section.</summary>
internal static class RuleCompiler
{
    public static readonly (string, Outcome)[] Outcomes =
        [("allow", Outcome.Allow), ("refuse", Outcome.Refuse), ("hold", Outcome.Hold), ("limit", Outcome.Limit)];

    public static List<Rule> Compile(
        IEnumerable<YamlFields> raw, IReadOnlySet<string> terms, IReadOnlyDictionary<string, PeerList> lists, RuleContext context, List<Problem> problems)
    {
        var rules = new List<Rule>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var fields in raw)
        {
            var name = fields.RequiredText("name");
            var place = fields.PlaceOf("name");
            if (!places.TryAdd(name, place) && name.Length > 0)
                problems.Add(new Problem(place, $"the rule `{Quote.Of(name)}` stands here twice, first at {places[name]}"));
            var outcome = fields.RequiredOneOf("then", Outcomes);
            var when = fields.Map("when");
            var scope = new MatcherScope(terms, lists, outcome is Outcome.Allow or Outcome.Limit, problems);
            var matchers = when is null ? [] : MatcherCompiler.Compile(when, scope);
            var shadow = Shadow(fields, outcome, problems);
            var decided = outcome ?? Outcome.Refuse;
            var decision = new Decision(decided, name, Because(fields, decided, problems), [], context.Enforced && !shadow, context.Revision)
            {
                Rate = Rate(fields, outcome, problems),
            };
            rules.Add(new Rule(name, matchers, decision) { IsShadow = shadow });
            fields.NoOthers();
        }

        return rules;
    }

    private static bool Shadow(YamlFields fields, Outcome? outcome, List<Problem> problems)
    {
        var shadow = fields.Flag("shadow") ?? false;
        if (shadow && outcome is not (Outcome.Refuse or null))
            problems.Add(new Problem(
                fields.PlaceOf("shadow"), "`shadow: true` is for a rule that refuses: what it would refuse is recorded, and the next rules decide"));
        return shadow;
    }

    private static Rate? Rate(YamlFields fields, Outcome? outcome, List<Problem> problems)
    {
        var rate = fields.Parsed("rate", "a number for a second, minute, hour or day, such as 60/m", Policy.Rate.Parse);
        if (outcome == Outcome.Limit && !fields.Has("rate"))
            problems.Add(new Problem(fields.Place, "`rate:` is missing, such as 60/m; a rule that limits lets each peer pass so often"));
        if (outcome is not (Outcome.Limit or null) && fields.Has("rate"))
            problems.Add(new Problem(fields.PlaceOf("rate"), "`rate` goes with `then: limit` only"));
        return rate;
    }

    private static string? Because(YamlFields fields, Outcome outcome, List<Problem> problems)
    {
        var because = fields.Text("because");
        if (because is not null && !Names.IsKebab(because))
            problems.Add(new Problem(
                fields.PlaceOf("because"),
                $"`because: {Quote.Of(because)}`: a reason is lower-case words joined by hyphens, such as not-committed; it reaches answers and logs as it stands"));
        if (because is not null && outcome is Outcome.Allow or Outcome.Limit)
            problems.Add(new Problem(
                fields.PlaceOf("because"), $"a rule that {(outcome == Outcome.Allow ? "allows" : "limits")} needs no `because`"));
        return outcome switch
        {
            Outcome.Allow or Outcome.Limit => null,
            Outcome.Hold => because ?? Reasons.HeldByRule,
            _ => because ?? Reasons.RefusedByRule,
        };
    }
}
