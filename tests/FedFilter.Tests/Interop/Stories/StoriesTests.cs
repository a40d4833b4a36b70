using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>
/// What happens between real servers in a day, with each policy set in force: Fedify, snac and activitypub.bot behind FedFilter, and the same
/// before it. What takes longer is in <see cref="LongStoriesTests"/>.
/// </summary>
public sealed class StoriesTests(StoryFixture fixture) : IClassFixture<StoryFixture>
{
    private StoryWorld World => fixture.World;

    [Fact]
    public Task with_a_committed_server_everything_works_and_a_deletion_arrives_after_it_lost_its_standing_and_our_key() =>
        DaysAsync(World, "strict", [.. Both(Pairs(World, World.Friends))]);

    [Theory]
    [InlineData("default", true)]
    [InlineData("strict", false)]
    public async Task a_stranger_and_our_users_find_each_other_but_nothing_of_ours_reaches_it(string policy, bool mayDeliver)
    {
        await World.BeginAsync(policy);
        await FindEachOtherAsync(name: null);

        var pairs = Alternative(World, World.Strangers);
        var written = new List<(IDayServer Ours, IDayServer Stranger, string Secret, string Greeting)>();
        foreach (var (ours, stranger) in pairs)
        {
            await stranger.DoAsync("follow", ours.Actor);
            await ours.DoAsync("follow", stranger.Actor);
            if (mayDeliver)
                await ours.ReceivesAsync("Follow", stranger.Actor);

            var (secret, greeting) = (DayStory.Unique("secret"), DayStory.Unique("greeting"));
            var post = await ours.DoAsync("post", text: secret);
            Assert.NotNull(await stranger.ReadAsync(post));
            await ours.DoAsync("direct", stranger.Actor, secret);
            var direct = await stranger.DoAsync("direct", ours.Actor, greeting);
            if (mayDeliver)
                await ours.ReceivesAsync("Create", stranger.Actor, direct);
            written.Add((ours, stranger, secret, greeting));
        }

        // Each was refused what it asked for, and what was sent to it.
        var refused = pairs.SelectMany(pair => Refusals(pair.Other.Host)).ToHashSet();
        await Eventually.HoldsAsync(async () => refused.IsSubsetOf(await World.RefusalsAsync()));
        foreach (var (ours, stranger, secret, greeting) in written)
        {
            Assert.False(await stranger.SawAsync(secret), $"{stranger.Host} got what {ours.Host} wrote");
            Assert.Equal(mayDeliver, await ours.SawAsync(greeting));
            await stranger.DoAsync("unfollow", ours.Actor);
            await ours.DoAsync("unfollow", stranger.Actor);
        }

        static IEnumerable<Refusal> Refusals(string peer)
        {
            yield return new(peer, "not-committed", "gateway");
            yield return new(peer, "not-committed", "egress");
        }
    }

    [Fact]
    public async Task with_profile_in_its_identity_documents_strangers_see_the_name_too()
    {
        await World.BeginAsync("strict", identity: "profile");

        await FindEachOtherAsync(name: ours => ours.Actor.Split('/')[^1] switch { "robot" => "Bot", var user => user });
    }

    [Fact]
    public async Task our_servers_federate_with_each_other_and_one_delivers_to_itself_by_its_public_name()
    {
        await World.BeginAsync("strict");
        var (fedify, snac, bot) = (World.Ours[0], (SnacServer)World.Ours[1], World.Ours[2]);
        var dave = await snac.FollowFromAsync("dave");

        await new DayStory([(fedify, snac), (snac, fedify), (bot, fedify), (fedify, bot)]).MorningAsync();

        await snac.ReceivesAsync("Follow", dave, "");
        await snac.LogsAsync($"sent to inbox http://{snac.Host}/shared-inbox (202 Accepted)");
        var note = await snac.WriteAsync("to all");
        await snac.LogsAsync("[dave]", $"new 'Note' {snac.Actor} {note}");
    }

    private async Task FindEachOtherAsync(Func<IDayServer, string>? name)
    {
        foreach (var stranger in World.Strangers)
            foreach (var ours in World.Ours)
            {
                await stranger.ForgetAsync(ours.Actor);
                var found = await stranger.LookAsync(ours.Actor);
                Assert.True(found is not null, $"{stranger.Host} did not find {ours.Actor}");
                Assert.Equal((ours.Actor, ours.Actor.Split('/')[^1], name?.Invoke(ours)), (found.Id, found.User, found.Name));
                Assert.StartsWith($"http://{ours.Host}/", found.Inbox, StringComparison.Ordinal);

                // It asks for a signature, and verifies ours with the key it finds.
                Assert.True(await ours.LookAsync(stranger.Actor) is not null, $"{ours.Host} did not find {stranger.Actor}");
            }
    }

    /// <summary>Days between servers that may have everything.</summary>
    internal static async Task DaysAsync(StoryWorld world, string policy, IReadOnlyList<(IDayServer Reader, IDayServer Writer)> days)
    {
        await world.BeginAsync(policy);
        var story = new DayStory(days);
        await story.MorningAsync();
        var kept = await story.WriteForLaterAsync();
        Assert.DoesNotContain(await world.RefusalsAsync(), refusal => world.Friends.Any(friend => friend.Host == refusal.Peer));

        await world.AttestAsync([]);
        var ours = kept.ToLookup(post => world.Ours.Contains(post.Writer));
        await DayStory.DeleteAsync(ours[false]);
        foreach (var post in ours[true])
            await post.Reader.ForgetAsync(post.Writer.Actor);
        await DayStory.DeleteAsync(ours[true]);

        await world.AttestAsync(world.Friends);
        await story.EveningAsync();
    }

    /// <summary>Both directions of each.</summary>
    internal static IEnumerable<(IDayServer, IDayServer)> Both(IEnumerable<(IDayServer, IDayServer)> pairs) => pairs.SelectMany(pair => new[] { pair, (pair.Item2, pair.Item1) });

    /// <summary>Each of ours with one of others.</summary>
    /// <remarks>
    /// snac 2.75 answers 202 before it looks at a signature, and then drops what is signed as in RFC 9421. activitypub.bot signs so first,
    /// and Fedify does by turns once it was answered 403: with no gateway between them either does that arrive. So no bot stands before snac,
    /// and no Fedify that is refused.
    /// </remarks>
    internal static IReadOnlyList<(IDayServer Ours, IDayServer Other)> Pairs(StoryWorld world, IReadOnlyList<IDayServer> others) =>
        [(world.Ours[0], others[1]), (world.Ours[1], others[0]), (world.Ours[2], others[2])];

    internal static IReadOnlyList<(IDayServer Ours, IDayServer Other)> Alternative(StoryWorld world, IReadOnlyList<IDayServer> others) =>
        [(world.Ours[0], others[2]), (world.Ours[2], others[0]), (world.Ours[1], others[1])];
}

/// <summary>One world for all of them: to start ten programs takes as long as a story.</summary>
public sealed class StoryFixture : IAsyncLifetime
{
    internal StoryWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await StoryWorld.StartAsync();

    public ValueTask DisposeAsync() => World?.DisposeAsync() ?? ValueTask.CompletedTask;
}
