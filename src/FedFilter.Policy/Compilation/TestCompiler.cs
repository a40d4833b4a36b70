using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>tests</c> section.</summary>
internal static class TestCompiler
{
    private static readonly HashSet<string> Later = ["activity", "activity-file", "software", "actor-type", "first-seen"];

    private static readonly (string, StandingState)[] States =
    [
        ("committed", StandingState.Committed), ("conditional", StandingState.Conditional), ("refused", StandingState.Refused),
        ("contradictory", StandingState.Contradictory), ("review-due", StandingState.ReviewDue), ("stale", StandingState.Stale),
        ("withdrawn", StandingState.Withdrawn), ("key-changed", StandingState.KeyChanged), ("unknown", StandingState.Unknown),
    ];

    public static List<PolicyTest> Compile(IEnumerable<YamlFields> raw, IReadOnlyList<string> terms, IReadOnlyList<string> rules, List<Problem> problems)
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

            tests.Add(new PolicyTest(name, place, Given(given, problems), Expect(expect, rules, problems))
            {
                Standing = Standing(given.Map("standing"), terms, problems),
                At = given.Parsed("at", "a time such as 2026-11-24 or 2026-11-24T12:00:00Z", Time),
            });
            given.NoOthers(Later);
        }

        return tests;
    }

    private static YamlFields? Required(YamlFields fields, string key, List<Problem> problems)
    {
        if (!fields.Has(key))
            problems.Add(new Problem(fields.Place, $"`{key}:` is missing"));
        return fields.Map(key);
    }

    private static RequestFacts Given(YamlFields given, List<Problem> problems)
    {
        var peer = given.RequiredText("peer");
        if (!PeerName.TryParse(peer, out var host) && peer.Length > 0)
            problems.Add(new Problem(given.PlaceOf("peer"), Hosts.NotAHost(peer)));
        var fetch = given.Text("fetch");
        var delivery = given.Texts("delivery");
        if ((fetch is null) == (delivery.Count == 0))
            problems.Add(new Problem(given.Place, "a test is given either `fetch: URL` or `delivery: TYPE`"));

        return new RequestFacts
        {
            Peer = host,
            Kind = fetch is null ? RequestKind.Delivery : RequestKind.Fetch,
            Direction = given.OneOf("direction", ("inbound", Direction.Inbound), ("outbound", Direction.Outbound))
                ?? (fetch is null ? Direction.Inbound : Direction.Outbound),
            Checkpoint = given.OneOf("checkpoint", ("gateway", Checkpoint.Gateway), ("egress", Checkpoint.Egress), ("relay", Checkpoint.Relay), ("forward-auth", Checkpoint.ForwardAuth)) ?? Checkpoint.Gateway,
            HasSignature = given.OneOf("signature", ("valid", true), ("none", false)) ?? true,
            Path = fetch is null ? "/inbox" : PathOf(fetch),
            ActivityTypes = [.. delivery.Select(type => type.Text)],
        };
    }

    private static string PathOf(string url) =>
        !url.StartsWith('/') && Uri.TryCreate(url, UriKind.Absolute, out var absolute) ? absolute.AbsolutePath : url.Split('?')[0];

    private static PolicyExpectation Expect(YamlFields expect, IReadOnlyList<string> rules, List<Problem> problems)
    {
        if (!expect.Has("then"))
            problems.Add(new Problem(expect.Place, "`then:` is missing; it takes allow, refuse, hold"));
        var outcome = expect.OneOf("then", ("allow", Outcome.Allow), ("refuse", Outcome.Refuse), ("hold", Outcome.Hold)) ?? Outcome.Refuse;
        var rule = expect.Text("rule");
        if (rule is not null && !rules.Contains(rule, StringComparer.Ordinal))
            problems.Add(new Problem(expect.PlaceOf("rule"), $"there is no rule `{Quote.Of(rule)}`{Nearest.Hint(rule, rules)}"));
        var expectation = new PolicyExpectation(outcome, expect.Text("because"), rule);
        expect.NoOthers();
        return expectation;
    }

    private static List<TermStanding> Standing(YamlFields? fields, IReadOnlyList<string> terms, List<Problem> problems)
    {
        var standing = new List<TermStanding>();
        foreach (var term in fields?.Keys ?? [])
        {
            Hosts.KnownTerms([new YamlScalar(fields!.PlaceOfKey(term), term, Plain: true)], terms, problems);
            if (fields.OneOf(term, States) is { } state)
                standing.Add(new TermStanding(term, state, "given by the test"));
        }

        return standing;
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
