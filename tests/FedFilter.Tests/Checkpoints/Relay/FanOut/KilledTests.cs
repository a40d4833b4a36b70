using System.Globalization;
using FedFilter.Storage;
using FedFilter.Tests.Interop;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>The built program is killed while it sends.</summary>
public sealed class KilledTests
{
    private const int Posts = 10;

    /// <summary>3 times; as often as FEDFILTER_KILLS says, if it does.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("FEDFILTER_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task killed_in_the_middle_of_a_fan_out_it_sends_everyone_everything_and_nothing_to_who_has_no_standing()
    {
        string[] committed = [.. Enumerable.Range(0, 250).Select(i => $"committed{i}.example")], others = [.. Enumerable.Range(0, 50).Select(i => $"other{i}.example")];
        await using var world = await FanOutWorld.StartAsync([.. committed, .. others]);
        await world.StopAsync();
        foreach (var host in committed.Concat(others))
            await world.SubscribeAsync(host, host.Length % 2 == 0 ? RelayStyle.Mastodon : RelayStyle.LitePub);
        await world.CommitAsync([.. committed, FanOutWorld.Publisher]);
        for (var i = 0; i < Posts; i++)
            await world.CreateAsync();

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = world.Servers.Taken.Count;
            await using var program = await ServeAsync(world);
            await world.UntilAsync(() => world.Servers.Taken.Count > before + 100 + Random.Shared.Next(300));
        }

        await using var last = await ServeAsync(world);
        foreach (var host in committed)
            await world.UntilAsync(() => ObjectsAt(world, host).Count() == Posts);
        foreach (var host in others)
            await world.UntilAsync(() => world.Servers.TakenBy(host).Count > 0);

        Assert.All(committed, host => Assert.Equal(Enumerable.Range(1, Posts).Select(post => FanOutWorld.ObjectOf(post)), ObjectsAt(world, host)));
        Assert.All(others, host => Assert.All(world.Servers.TakenBy(host), taken => Assert.Equal("Reject", taken.Type)));

        // Nor was it forgotten who has what.
        await world.DeleteAsync(Posts);
        foreach (var host in committed)
            await world.UntilAsync(() => world.Servers.TakenBy(host)[^1].Type == "Delete");
    }

    /// <summary>What a server was sent, in the order in which it first came.</summary>
    private static IEnumerable<string> ObjectsAt(FanOutWorld world, string host) =>
        world.Servers.TakenBy(host).Where(taken => taken.Type is "Create" or "Announce").Select(taken => taken.Object).Distinct();

    /// <summary>Killed when it is disposed of.</summary>
    private static async Task<ChildProcess> ServeAsync(FanOutWorld world)
    {
        var process = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], world.Folder);
        await process.ExpectAsync(line => line.StartsWith("listening on http://", StringComparison.Ordinal), "that it listens");
        return process;
    }
}
