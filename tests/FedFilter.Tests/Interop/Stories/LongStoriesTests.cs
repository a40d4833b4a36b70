namespace FedFilter.Tests.Interop.Stories;

/// <summary>The days that <see cref="StoriesTests"/> leaves out, for `.ci/long`.</summary>
public sealed class LongStoriesTests(LongStoryFixture fixture) : IClassFixture<LongStoryFixture>
{
    private StoryWorld World
    {
        get
        {
            Assert.SkipUnless(LongStoryFixture.IsWanted, "This takes minutes: .ci/long runs it.");
            return fixture.World;
        }
    }

    [Fact]
    public Task the_default_set_is_no_hindrance_either() =>
        StoriesTests.DaysAsync(World, "default", [.. StoriesTests.Both(StoriesTests.Pairs(World, World.Friends))]);

    [Theory]
    [InlineData("default")]
    [InlineData("strict")]
    public Task every_server_with_every_other(string policy) =>
        StoriesTests.DaysAsync(World, policy, [.. StoriesTests.Both(StoriesTests.Alternative(World, World.Friends))]);
}

/// <summary>A world of their own, only where they are wanted.</summary>
public sealed class LongStoryFixture : IAsyncLifetime
{
    private readonly StoryFixture _fixture = new();

    internal static bool IsWanted => Environment.GetEnvironmentVariable("FEDFILTER_LONG") == "1";

    internal StoryWorld World => _fixture.World;

    public ValueTask InitializeAsync() => IsWanted ? _fixture.InitializeAsync() : ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
