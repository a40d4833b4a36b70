using System.Text;
using CsCheck;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Tests;

/// <summary>What holds for all rules and all requests.</summary>
public sealed class MatcherPropertyTests
{
    private static readonly string[] Hosts = ["example.org", "a.example.org", "a.b.example.org", "b.example.org", "other.example", "x.y.z.other.example"];

    private static readonly string[] Matchers =
    [
        "peer: example.org", "peer: [a.example.org, \"*.b.example.org\"]", "peer: \"*.example.org\"", "peer: [\"*.other.example\", a.b.example.org]", "peer: []", "committed: [t]", "committed: []",
        "standing: { t: [stale, unknown] }", "direction: inbound", "checkpoint: [relay, egress]", "fetch: true", "fetch: [\"/users/**\"]", "delivery: [Create, Like]", "delivery: false",
        "object: [Note]", "actor: [\"https://*/users/*\"]", "actor-type: Person", "visibility: [public, direct]", "hashtags: [spring]", "keywords: [spam, \"/s.*m/\"]", "mentions-over: 0",
        "attachments: false", "published-before: 36500d", "software: [mastodon]", "first-seen-within: 36500d", "forwarded: true", "signature: none",
        "any: [{ peer: example.org }, { fetch: true, direction: outbound }]", "all: [{ peer: a.example.org }, { keywords: ham }]", "not: { peer: \"*.example.org\" }", "not: { keywords: spam }",
        "listed: near", "not: { listed: near }",
    ];

    private static readonly string[] FileNames = ["a/1.yaml", "b.yaml", "c.yaml", "d/e/2.yaml", "z.yaml"];

    private static readonly DateTimeOffset[] Times = [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch];

    private static readonly string[] Bodies =
    [
        """{"type":"Create","actor":"https://a.example.org/users/x","to":"as:Public","object":{"type":["Note"],"content":"<p>sp<b>am</b>","published":"0001-01-01T00:00:00+14:00"}}""",
        """{"type":"Announce","object":{"type":"Create","object":{"name":"ham","tag":[{"type":"Hashtag","name":"#Spring"},{"type":"Mention"}],"attachment":[{}]}}}""",
        """{"type":"Create","object":["https://x.example/",{"type":7,"content":{"a":"\ud800spam"},"tag":"spring","published":"9999-12-31T23:59:59-14:00"}]}""",
        "[]", "", "nonsense",
    ];

    private static readonly Gen<string> Rules = RulesOf(Matchers);

    private static readonly Gen<string> RulesWithAnUnreadList = RulesOf([.. Matchers, "listed: far", "not: { listed: far }", "any: [{ listed: far }, { forwarded: true }]"]);

    private static readonly Gen<RequestFacts> Requests =
        from peer in OneOf([.. Hosts, "", "..", "org", "."])
        from body in OneOf(Bodies)
        from bits in Gen.Int[0, 255]
        from types in OneOf("Create", "Like", "Delete").Array[0, 2]
        from first in Gen.Int[0, 2].Select(index => (DateTimeOffset?)(index == 0 ? null : Times[index - 1]))
        select new RequestFacts
        {
            Peer = peer,
            Direction = (Direction)(bits & 1),
            Checkpoint = (Checkpoint)((bits >> 1) & 3),
            Kind = (RequestKind)((bits >> 3) & 1),
            HasSignature = (bits & 16) == 0,
            Forwarded = (bits & 32) == 0,
            Path = (bits & 64) == 0 ? "/users/a" : "",
            ActivityTypes = types,
            Actor = (bits & 128) == 0 ? "https://example.org/users/x" : null,
            ActorType = (bits & 1) == 0 ? "Person" : null,
            Software = (bits & 2) == 0 ? "mastodon" : null,
            FirstSeen = first,
            Body = (bits & 4) == 0 ? new ActivityBody(Encoding.UTF8.GetBytes(body)) : null,
        };

    [Fact]
    public void a_valid_set_decides_about_anything_and_as_going_through_its_rules_one_by_one() =>
        Gen.Select(Rules, Requests, Gen.Int[0, 2].Select(index => Times[index])).Sample(
            (rules, facts, now) =>
            {
                var set = Compile([new("rules.yaml", Text(rules))]);
                var standing = set.StandingOf(facts.Peer, now);

                var decision = set.Decide(facts, standing, now);

                var matching = set.Rules.Where(rule => rule.Matches(facts, standing, now)).ToList();
                var first = matching.FirstOrDefault(rule => !rule.IsShadow);
                Assert.Equal(first?.Name, decision.Rule);
                Assert.Equal(matching.TakeWhile(rule => rule != first).Select(rule => rule.Name), decision.Shadows.Select(shadow => shadow.Rule));
            },
            iter: 2_000);

    [Fact]
    public void an_explanation_ends_in_what_is_decided_and_its_matchers_say_why_each_rule_matched_or_did_not() =>
        Gen.Select(RulesWithAnUnreadList, Requests, Gen.Int[0, 2].Select(index => Times[index])).Sample(
            (rules, facts, now) =>
            {
                var set = Compile([new("rules.yaml", Text(rules))]);
                var standing = set.StandingOf(facts.Peer, now);

                var explained = set.Explain(facts, standing, now);

                Assert.Equivalent(set.Decide(facts, standing, now), explained.Decision, strict: true);
                Assert.Equal(set.RuleNames.Take(explained.Rules.Count), explained.Rules.Select(rule => rule.Name));
                Assert.All(explained.Rules, rule => Assert.Equal(rule.Matchers.All(matcher => matcher.Holds), rule.Matched));
                Assert.Equal(explained.Decision.Shadows.Select(shadow => shadow.Rule), explained.Rules.Where(rule => rule is { Matched: true, Shadow: true }).Select(rule => rule.Name));
                if (explained.Decision.Reason == Reasons.ListUnavailable)
                    Assert.Contains(explained.Rules, rule => rule is { Matched: false, MayMatch: true } && rule.Name == explained.Decision.Rule);
                else
                    Assert.Equal(explained.Decision.Rule, explained.Rules.SingleOrDefault(rule => rule is { Matched: true, Shadow: false })?.Name);
            },
            iter: 2_000);

    /// <summary>Files are read in the order of their names, so that each is given the others' names as well.</summary>
    [Fact]
    public void the_order_of_files_changes_no_decision() =>
        Gen.Select(Rules, Requests, Gen.Shuffle(FileNames)).Sample(
            (rules, facts, names) =>
            {
                string[] texts =
                [
                    "rules:\n" + rules, Terms, "peers: [{ host: a.example.org, attests: [t] }]", "peers: [{ host: example.org, attests: [t] }]", "mode: observe",
                ];
                PolicyFile[] Files(IEnumerable<string> named) => [.. named.Zip(texts, (name, text) => new PolicyFile(name, text))];
                var (set, other) = (Compile(Files(names.Order(StringComparer.Ordinal))), Compile([.. Files(names).Reverse()]));

                var decision = set.Decide(facts, set.StandingOf(facts.Peer, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch);
                var theirs = other.Decide(facts, other.StandingOf(facts.Peer, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch);

                Assert.Equivalent(At(decision, set.Revision), At(theirs, set.Revision), strict: true);
            },
            iter: 500);

    [Fact]
    public void a_host_is_the_same_however_it_is_spelt_and_wherever_it_stands() =>
        Gen.Select(OneOf("example.org", "xn--bcher-kva.example", "a.example.org:8443"), Gen.Int[0, 15], Gen.Int[0, 4]).Sample((host, bits, place) =>
        {
            var spelt = Spelt(host, bits);
            var set = Compile(
                [new("rules.yaml", Terms + $"{(place == 0 ? $"peers: [{{ host: \"{spelt}\", attests: [t] }}]\n" : "")}mode: enforce\nrules: [{{ name: r, when: {{ {Asking(place, spelt)} }}, then: allow }}]")],
                place switch { 1 => spelt, 2 => $"domain\n{spelt}\n", _ => "" });

            Assert.Equal("r", set.Decide(Request(host), set.StandingOf(host, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch).Rule);
        });

    [Fact]
    public void a_star_never_matches_the_host_itself_and_always_what_is_below_it() =>
        Gen.Select(OneOf(Hosts), OneOf("a", "x1", "a.b", "xn--bcher-kva")).Sample((host, below) =>
        {
            var set = Compile([new("rules.yaml", $"mode: enforce\nrules: [{{ name: below, when: {{ peer: \"*.{host}\" }}, then: allow }}]")]);
            string? Rule(string peer) => set.Decide(Request(peer), set.StandingOf(peer, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch).Rule;

            Assert.Null(Rule(host));
            Assert.Null(Rule(below.Replace('.', '-') + host));
            Assert.Equal("below", Rule($"{below}.{host}"));
        });

    [Fact]
    public void a_body_of_any_octets_is_read_without_throwing() =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            OneOf("{", "}", "[", "]", ":", ",", "\"object\"", "\"type\"", "\"content\"", "\"to\"", "\"tag\"", "\"\\ud800\"", "\"\\u0063ontent\"", "\"<!--\"", "\"<a b='\"", "\"&#x1;&\"", "null", "7", "\"Create\"", "\"Note\"", "\"actor\"", "\"published\"")
                .Array[0, 40].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)))).Sample(octets => Assert.NotNull(new ActivityBody(octets).Facts));

    [Fact]
    public void words_are_folded_to_what_folds_to_itself() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["aAßẞİıſΣς\u0345ﬁǅ１\u0301\u200b\u00adé \ud800\udc00"], 0, 12]).Sample(text =>
        {
            var folded = Activities.Folding.Normalise(text);
            Assert.Equal(folded, Activities.Folding.Normalise(folded));
        });

    [Fact]
    public void any_text_is_freed_of_markup_without_throwing() =>
        Gen.String[Gen.Char["<>!-/?\"'= &#;x1aé\ud800\udc00\u200b"], 0, 60].Sample(text => Assert.NotNull(Activities.Folding.Normalise(Activities.Markup.Remove(text))));

    private static string Asking(int place, string spelt) => place switch { 0 => "committed: [t]", 1 => "listed: near", 2 => "listed: sheet", _ => $"peer: \"{spelt}\"" };

    /// <summary>In capitals, as people write it, with the trailing dot, with the port that goes without saying.</summary>
    private static string Spelt(string host, int bits)
    {
        var (name, port) = host.Split(':') is [var before, var after] ? (before, ":" + after) : (host, "");
        if ((bits & 1) != 0)
            name = name.Replace("xn--bcher-kva", "Bücher", StringComparison.Ordinal);
        if ((bits & 2) != 0)
            name = name.ToUpperInvariant();
        if ((bits & 4) != 0)
            name += ".";
        return name + (port.Length == 0 && (bits & 8) != 0 ? ":443" : port);
    }

    private static Decision At(Decision decision, string revision) =>
        decision with { Policy = revision, Shadows = [.. decision.Shadows.Select(shadow => shadow with { Policy = revision })] };

    private const string Terms = """
        terms: { t: { commits: { use: train-ai, party: operator, scope: received, value: no } } }
        lists:
          far: { url: "https://lists.example/x", format: plain }
          near: { file: near.txt, format: plain }
          sheet: { file: sheet.csv, format: mastodon }

        """;

    private static Gen<string> RulesOf(string[] matchers) => Gen.Select(OneOf(matchers).Array[0, 3], OneOf("allow", "refuse", "hold", "limit, rate: 1/s", "refuse, shadow: true"), (when, then) => (When: when.DistinctBy(Key), then))
        .Array[1, 90]
        .Select(rules => string.Concat(rules.Select((rule, i) => $"  - {{ name: r{i}, when: {{ direction: [inbound, outbound], {string.Join(", ", rule.When.Where(matcher => Key(matcher) != "direction"))} }}, then: {rule.then} }}\n")));

    private static string Text(string rules) => Terms + "mode: enforce\nrules:\n" + rules;

    private static string Key(string matcher) => matcher.Split(':')[0];

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static RequestFacts Request(string peer) => new() { Peer = peer, Direction = Direction.Inbound, Checkpoint = Checkpoint.Gateway, Kind = RequestKind.Fetch, HasSignature = true };

    private static PolicySet Compile(PolicyFile[] files, string listed = "a.example.org\n*.other.example\n")
    {
        var (set, problems) = PolicyCompiler.Compile(files, list => list.File is null ? new ListText.NotYet("it was not read yet") : new ListText.Found(listed));
        Assert.Empty(problems);
        return set!;
    }
}
