using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>tests</c> section.</summary>
internal static class TestCompiler
{
    public static List<PolicyTest> Compile(
        IEnumerable<YamlFields> raw, IReadOnlySet<string> terms, IReadOnlySet<string> rules, BesideFiles beside, List<Problem> problems)
    {
        var tests = new List<PolicyTest>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var fields in raw)
        {
            var name = fields.RequiredText("name");
            var place = fields.PlaceOf("name");
            if (!places.TryAdd(name, place) && name.Length > 0)
                problems.Add(new Problem(place, $"the test `{Quote.Of(name)}` stands here twice, first at {places[name]}"));
            var given = Required(fields, "given", problems);
            var expect = Required(fields, "expect", problems);
            fields.NoOthers();
            if (given is null || expect is null)
                continue;

            var test = new PolicyTest(name, place, GivenCompiler.Request(given, beside, problems), Expect(expect, rules, problems));
            tests.Add(GivenCompiler.Complete(test, given, terms, problems));
        }

        return tests;
    }

    private static YamlFields? Required(YamlFields fields, string key, List<Problem> problems)
    {
        if (!fields.Has(key))
            problems.Add(new Problem(fields.Place, $"`{key}:` is missing"));
        return fields.Map(key);
    }

    private static PolicyExpectation Expect(YamlFields expect, IReadOnlySet<string> rules, List<Problem> problems)
    {
        var outcome = expect.RequiredOneOf("then", RuleCompiler.Outcomes) ?? Outcome.Refuse;
        var rule = expect.Text("rule");
        if (rule is not null && !rules.Contains(rule))
            problems.Add(new Problem(expect.PlaceOf("rule"), $"there is no rule `{Quote.Of(rule)}`{Nearest.Hint(rule, rules)}") { IsOfReference = true });
        var expectation = new PolicyExpectation(outcome, expect.Text("because"), rule);
        expect.NoOthers();
        return expectation;
    }
}
