using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Tests;

public sealed class ListTests
{
    private const string Policy = """
        lists: { blocked: { file: blocked.txt, format: plain }, friends: { file: friends.txt, format: plain } }
        mode: enforce
        rules: [{ name: friends, when: { listed: friends }, then: allow }, { name: blocked, when: { listed: blocked }, then: refuse }, { name: rest, then: allow }]
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void the_revision_changes_with_what_stands_in_a_list()
    {
        var revision = Compile("a.example").Revision;

        Assert.Equal(revision, Compile("a.example").Revision);
        Assert.NotEqual(revision, Compile("b.example").Revision);
        Assert.NotEqual(revision, PolicyCompiler.Compile([new PolicyFile("p.yaml", Policy)]).Set!.Revision);
    }

    [Fact]
    public void a_set_knows_which_lists_a_peer_is_on_and_by_which_entry()
    {
        var set = Compile("evil.example\n*.c.example", friends: "a.evil.example\nb.example");

        Assert.Equal([("blocked", "evil.example"), ("friends", "a.evil.example")], set.ListsOf("a.evil.example").Select(pair => (pair.List.Name, pair.Entry)));
        Assert.Equal([("blocked", "*.c.example")], set.ListsOf("a.b.c.example").Select(pair => (pair.List.Name, pair.Entry)));
        Assert.Empty(set.ListsOf("example.org"));
    }

    [Theory]
    [InlineData("friend.example")]
    [InlineData("stranger.example:8443")]
    [InlineData("a.b.c.d.stranger.example")]
    public void looking_a_peer_up_allocates_nothing(string peer)
    {
        var set = Compile(string.Concat(Enumerable.Range(0, 1000).Select(i => $"p{i}.example\n*.q{i}.example\n")), friends: "friend.example");
        var facts = new RequestFacts { Peer = peer, Direction = Direction.Inbound, Checkpoint = Checkpoint.Gateway, Kind = RequestKind.Delivery, HasSignature = true, ActivityTypes = ["Create"] };
        var standing = set.StandingOf(peer, Now);
        Assert.Equal(Outcome.Allow, set.Decide(facts, standing, Now).Outcome);

        // Twice: the runtime itself may allocate a little while it makes hot code faster.
        Assert.Equal(0, Math.Min(Allocated(), Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                set.Decide(facts, standing, Now);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static PolicySet Compile(string blocked, string friends = "friend.example")
    {
        var (set, problems) = PolicyCompiler.Compile([new PolicyFile("p.yaml", Policy)], list => new ListText.Found(list.Name == "blocked" ? blocked : friends));
        Assert.Empty(problems);
        return set!;
    }
}
