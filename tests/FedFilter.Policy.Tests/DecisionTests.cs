using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

public sealed class DecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly RequestFacts Fetch = new()
    {
        Peer = "stranger.example",
        Direction = Direction.Outbound,
        Checkpoint = Checkpoint.Gateway,
        Kind = RequestKind.Fetch,
        HasSignature = true,
        Path = "/users/a/statuses/1",
    };

    [Fact]
    public void a_refusal_names_the_terms_with_which_it_would_have_passed()
    {
        var set = Compile("""
            terms:
              one: { commits: { use: train-ai, party: operator, scope: received, value: no } }
              two: { commits: { use: train-ai, party: operator, scope: received, value: no } }
            mode: enforce
            rules:
              - { name: both, when: { committed: [one, two] }, then: allow }
              - { name: only inbound, when: { committed: [one], direction: inbound }, then: allow }
              - { name: no, then: refuse }
            """);

        var halfway = new Standing(Fetch.Peer, [new("one", StandingState.Committed, ""), new("two", StandingState.Stale, "")]);

        Assert.Equal(["two"], set.Decide(Fetch, halfway, Now).Missing);
        Assert.Equal(["one", "two"], set.Decide(Fetch, set.StandingOf(Fetch.Peer, Now), Now).Missing);
    }

    [Fact]
    public void rules_that_name_peers_keep_their_place_among_the_others()
    {
        var set = Compile("""
            mode: enforce
            rules:
              - { name: first, when: { delivery: true }, then: allow }
              - { name: second, when: { peer: stranger.example, fetch: ["/never"] }, then: allow }
              - { name: third, when: { fetch: ["/users/**"] }, then: refuse, because: third }
              - { name: fourth, when: { peer: stranger.example }, then: allow }
            """);

        Assert.Equal("third", set.Decide(Fetch, set.StandingOf(Fetch.Peer, Now), Now).Rule);
        Assert.Equal("fourth", set.Decide(Fetch with { Path = "/x" }, set.StandingOf(Fetch.Peer, Now), Now).Rule);
    }

    [Theory]
    [InlineData("when: { committed: [t] }")]
    [InlineData("when: { direction: [inbound, outbound] }")]
    [InlineData("when: { peer: \"*.example.org\" }")]
    [InlineData("when: { signature: valid, fetch: true }")]
    [InlineData("when: { fetch: [\"/**/statuses/*\"] }")]
    [InlineData("when: { checkpoint: [relay, gateway], forwarded: false, standing: { t: [stale, committed] } }")]
    [InlineData("when: { any: [{ peer: x.example }, { actor: \"https://*/users/*\" }], not: { actor-type: Person } }")]
    [InlineData("when: { all: [{ software: mastodon }, { first-seen-within: 1d }] }")]
    public void no_matcher_allocates(string when)
    {
        var set = Compile($"terms: {{ t: {{ commits: {{ use: train-ai, party: operator, scope: received, value: no }} }} }}\nmode: enforce\nrules: [{{ name: r, {when}, then: allow }}]");
        var facts = Fetch with { Peer = "a.example.org", Actor = "https://a.example.org/users/x", ActorType = "Service", Software = "Mastodon", FirstSeen = Now };
        var standing = new Standing(facts.Peer, [new("t", StandingState.Committed, "")]);
        Assert.Equal("r", set.Decide(facts, standing, Now).Rule);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            set.Decide(facts, standing, Now);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void letting_pass_allocates_nothing()
    {
        var rules = string.Concat(Enumerable.Range(0, 900).Select(i => $"  - {{ name: r{i}, when: {{ peer: p{i}.example }}, then: refuse }}\n"));
        var set = Compile($"mode: enforce\nrules:\n{rules}  - {{ name: types, when: {{ delivery: [Delete] }}, then: allow }}\n  - {{ name: paths, when: {{ fetch: [\"/users/*/statuses/*\"] }}, then: allow }}\n");
        var standing = set.StandingOf(Fetch.Peer, Now);
        set.Decide(Fetch, standing, Now);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            set.Decide(Fetch, standing, Now);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void the_revision_changes_with_every_octet_of_every_file_and_not_with_their_order()
    {
        PolicyFile[] files = [new("a.yaml", "mode: enforce\nrules: [{ name: x, then: allow }]"), new("b.yaml", "peers: []")];
        var revision = PolicyCompiler.Compile(files).Set!.Revision;

        Assert.Equal(revision, PolicyCompiler.Compile([files[1], files[0]]).Set!.Revision);
        Assert.NotEqual(revision, PolicyCompiler.Compile([files[0], files[1] with { Text = "peers: [] " }]).Set!.Revision);
        Assert.NotEqual(revision, PolicyCompiler.Compile([files[0], files[1] with { Name = "c.yaml" }]).Set!.Revision);
    }

    [Fact]
    public void rules_and_mode_may_stand_in_one_file_only_and_the_problem_names_both()
    {
        var (set, problems) = PolicyCompiler.Compile([new("a.yaml", "mode: enforce\nrules: [{ name: x, then: allow }]"), new("b.yaml", "mode: observe\nrules: [{ name: y, then: allow }]")]);

        Assert.Null(set);
        Assert.Equal(["b.yaml:1:1", "b.yaml:2:1"], problems.Select(problem => problem.Place.ToString()));
        Assert.All(problems, problem => Assert.Contains("a.yaml", problem.Text));
    }

    [Theory]
    [InlineData("enforce", Outcome.Refuse)]
    [InlineData("observe", Outcome.Allow)]
    public void observing_decides_the_same_and_does_nothing(string mode, Outcome effective)
    {
        var set = Compile($"mode: {mode}\nrules: [{{ name: no, then: refuse }}]");

        var decision = set.Decide(Fetch, set.StandingOf(Fetch.Peer, Now), Now);

        Assert.Equal((Outcome.Refuse, effective), (decision.Outcome, decision.Effective));
    }

    private static PolicySet Compile(string text)
    {
        var (set, problems) = PolicyCompiler.Compile([new PolicyFile("test.yaml", text)]);
        Assert.Empty(problems);
        return set!;
    }
}
