namespace FedFilter.Tests.Interop.Stories;

/// <summary>The stories of real servers, each in every policy set.</summary>
public sealed class StoriesTests(StoryFixture fixture) : IClassFixture<StoryFixture>
{
    private StoryWorld World => fixture.World;

    [Theory]
    [InlineData("default")]
    [InlineData("strict")]
    public async Task with_a_committed_server_everything_works_in_both_directions(string policy)
    {
        await World.EnforceAsync(policy);
        await World.AttestAsync(World.Friends);

        await DayStory.TellAsync([.. Pairs(World.Friends).SelectMany(pair => new[] { pair, (pair.Other, pair.Ours) })]);

        foreach (var friend in World.Friends)
            Assert.Empty(await World.RefusalsAsync(friend));
    }

    // activitypub.bot signs as in RFC 9421 first. snac answers 202 before it looks at a signature, and then drops what it cannot read: with no
    // gateway between them either does anything of the bot's arrive there.
    private IEnumerable<(IDayServer Ours, IDayServer Other)> Pairs(IReadOnlyList<IDayServer> others) =>
        [(World.Ours[0], others[1]), (World.Ours[1], others[0]), (World.Ours[2], others[2])];
}

/// <summary>One world for all of them: to start ten programs takes longer than a story.</summary>
public sealed class StoryFixture : IAsyncLifetime
{
    internal StoryWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await StoryWorld.StartAsync();

    public ValueTask DisposeAsync() => World?.DisposeAsync() ?? ValueTask.CompletedTask;
}
