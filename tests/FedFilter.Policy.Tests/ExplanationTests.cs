using System.Text;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

/// <summary>What each matcher says of itself: what it asks for, and what it was compared with.</summary>
public sealed class ExplanationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("peer: [b.example, \"*.b.example\"]", "peer: [b.example, *.b.example]", "a.example", false)]
    [InlineData("listed: [blocked, far]", "listed: [blocked, far]", "[a.example by the entry a.example of blocked, far was never read]", true)]
    [InlineData("committed: [t]", "committed: t", "t: unknown", false)]
    [InlineData("standing: { t: [stale, withdrawn] }", "standing: t: [stale, withdrawn]", "t: unknown", false)]
    [InlineData("direction: inbound", "direction: inbound", "inbound", true)]
    [InlineData("checkpoint: [relay, forward-auth]", "checkpoint: [relay, forward-auth]", "gateway", false)]
    [InlineData("fetch: /users/**", "fetch: /users/**", "delivery of Create", false)]
    [InlineData("delivery: true", "delivery: true", "delivery of Create", true)]
    [InlineData("delivery: [Like, Create]", "delivery: [Like, Create]", "delivery of Create", true)]
    [InlineData("object: Article", "object: Article", "Note", false)]
    [InlineData("actor: \"https://*/users/*\"", "actor: https://*/users/*", "https://a.example/users/x", true)]
    [InlineData("actor-type: Person", "actor-type: Person", "not known", false)]
    [InlineData("software: Mastodon", "software: Mastodon", "not known", false)]
    [InlineData("visibility: [direct]", "visibility: direct", "public", false)]
    [InlineData("hashtags: \"#Spring\"", "hashtags: spring", "[]", false)]
    [InlineData("keywords: [Spam, /b.d/]", "keywords: [spam, /b.d/]", "some spam [2J", true)]
    [InlineData("mentions-over: 2", "mentions-over: 2", "0", false)]
    [InlineData("attachments: true", "attachments: true", "false", false)]
    [InlineData("published-before: 30d", "published-before: 30d", "2026-01-01 00:00:00Z", true)]
    [InlineData("first-seen-within: 90m", "first-seen-within: 90m", "2026-11-24 11:00:00Z", true)]
    [InlineData("forwarded: true", "forwarded: true", "false", false)]
    [InlineData("signature: none", "signature: none", "valid", false)]
    public void a_matcher_says_what_it_asks_and_what_it_found(string when, string asks, string found, bool holds)
    {
        var matcher = Assert.Single(Assert.Single(Explain(when).Rules).Matchers);

        Assert.Equal((asks, found, holds), (matcher.Asks, matcher.Found, matcher.Holds));
    }

    [Fact]
    public void what_stands_inside_is_explained_too()
    {
        var matcher = Assert.Single(Assert.Single(Explain("any: [{ not: { peer: a.example } }, { forwarded: false, signature: valid }]").Rules).Matchers);

        Assert.Equal("any: True; not: False, all: True", $"{matcher.Asks}: {matcher.Holds}; {string.Join(", ", matcher.Inside.Select(inner => $"{inner.Asks}: {inner.Holds}"))}");
        Assert.Equal(["peer: a.example"], matcher.Inside[0].Inside.Select(inner => inner.Asks));
        Assert.Equal(["signature: valid", "forwarded: false"], matcher.Inside[1].Inside.Select(inner => inner.Asks));
    }

    private static Explanation Explain(string when)
    {
        var text = $$"""
            terms: { t: { commits: { use: train-ai, party: operator, scope: received, value: no } } }
            lists: { blocked: { file: b.txt, format: plain }, far: { url: "https://lists.example/x", format: plain } }
            mode: enforce
            rules: [{ name: r, when: { {{when}} }, then: refuse }]
            """;
        var (set, problems) = PolicyCompiler.Compile(
            [new("p.yaml", text)], list => list.File is null ? new Lists.ListText.NotYet("it was not read yet") : new Lists.ListText.Found("a.example\n"));
        Assert.Empty(problems);
        var body = """{"type":"Create","to":"as:Public","object":{"type":"Note","content":"some spam\u001b[2J","published":"2026-01-01T00:00:00Z"}}""";
        var facts = new RequestFacts
        {
            Peer = "a.example",
            Direction = Direction.Inbound,
            Checkpoint = Checkpoint.Gateway,
            Kind = RequestKind.Delivery,
            HasSignature = true,
            Path = "/inbox",
            ActivityTypes = ["Create"],
            Actor = "https://a.example/users/x",
            FirstSeen = Now.AddHours(-1),
            Body = new ActivityBody(Encoding.UTF8.GetBytes(body)),
        };
        return set!.Explain(facts, set.StandingOf("a.example", Now), Now);
    }
}
