using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

/// <summary>A path that some server reads as another one is decided by the reading with the worse outcome.</summary>
public sealed class WorstPathTests
{
    private const string RefuseFirst = """
        mode: enforce
        rules:
          - { name: posts, when: { fetch: ["/users/*/statuses/*", "/users/*/followers", "/@Alice/*", "/wp-json/activitypub/1.0/actors/*/outbox", "/käse"] }, then: refuse, because: no-posts }
          - { name: everything, then: allow }
        """;

    private const string AllowFirst = """
        mode: enforce
        rules:
          - { name: posts, when: { fetch: ["/users/*/followers", "/@Alice"] }, then: allow }
        """;

    [Theory]
    [InlineData("/users/a/statuses/1")]
    [InlineData("/users/a/statuses/1/")]
    [InlineData("/Users/a/Statuses/1")]
    [InlineData("/index.php/users/a/statuses/1")]
    [InlineData("/users/a/followers.json")]
    [InlineData("/users/a/followers%3F")]
    [InlineData("/users/a/followers%20")]
    [InlineData("/@alice/1")]
    [InlineData("/@Alice/1")]
    [InlineData("/k%C3%A4se")]
    [InlineData("/K%C3%84SE")]
    public void a_refusing_rule_holds_for_every_reading(string path) => Assert.Equal((Outcome.Refuse, "no-posts"), Decide(RefuseFirst, path));

    [Theory]
    [InlineData("/users/a/other")]
    [InlineData("/users/a/statuses")]
    [InlineData("/@bob/1")]
    public void what_no_reading_names_is_decided_as_before(string path) => Assert.Equal((Outcome.Allow, null), Decide(RefuseFirst, path));

    [Theory]
    [InlineData("/users/a/followers", Outcome.Allow)]
    [InlineData("/@Alice", Outcome.Allow)]
    [InlineData("/Users/a/followers", Outcome.Refuse)]
    [InlineData("/users/a/followers/", Outcome.Refuse)]
    [InlineData("/users/a/followers.json", Outcome.Refuse)]
    [InlineData("/@alice", Outcome.Refuse)]
    public void an_allowing_rule_is_not_widened(string path, Outcome expected) => Assert.Equal(expected, Decide(AllowFirst, path).Outcome);

    [Fact]
    public void a_path_in_the_query_counts_as_the_path() =>
        Assert.Equal(Outcome.Refuse, Decide(RefuseFirst, "/actor", "/wp-json/activitypub/1.0/actors/1/outbox").Outcome);

    [Fact]
    public void the_explanation_follows_the_reading_that_decided()
    {
        var explained = Set(RefuseFirst).Explain(Facts("/Users/a/statuses/1/"), new Standing("peer.example", []), DateTimeOffset.UnixEpoch);

        Assert.Equal("posts", explained.Decision.Rule);
        Assert.True(explained.Rules[^1].Matched);
    }

    [Theory]
    [InlineData("/users/a/statuses/1/", true)]
    [InlineData("/about", false)]
    public void a_set_knows_the_paths_that_its_rules_name(string path, bool expected) => Assert.Equal(expected, Set(RefuseFirst).NamesPath(path));

    private static (Outcome Outcome, string? Reason) Decide(string policy, string path, params string[] routed)
    {
        var decision = Set(policy).Decide(Facts(path) with { RoutedPaths = routed }, new Standing("peer.example", []), DateTimeOffset.UnixEpoch);
        return (decision.Outcome, decision.Reason == Reasons.NoRuleMatched ? null : decision.Reason);
    }

    private static PolicySet Set(string policy) => Assert.IsType<PolicySet>(PolicyCompiler.Compile([new PolicyFile("rules.yaml", policy)]).Set);

    private static RequestFacts Facts(string path) => new()
    {
        Peer = "peer.example",
        Direction = Direction.Outbound,
        Checkpoint = Checkpoint.Gateway,
        Kind = RequestKind.Fetch,
        HasSignature = true,
        Path = path,
    };
}
