using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary>A policy's whole life, over the built program: it decides, is changed, broken and mended while requests come, and another is tried on what was.</summary>
public sealed class WholeLoopTests
{
    private const string Friend = "  - { host: friend.example, attests: [no-ai-training], by: a test }\n";
    private const string Stranger = "  - { host: stranger.example, attests: [no-ai-training], by: a test }\n";

    [Fact]
    public async Task each_change_of_the_policy_decides_each_mistake_decides_nothing_and_another_policy_is_tried_on_what_was()
    {
        await using var world = await ServedWorld.StartAsync();
        Assert.Equal((200, 403), (await world.FetchAsync(world.Friend.Key), await world.FetchAsync(world.Stranger.Key)));
        Assert.Equal(202, await DeliverAsync(world));

        await world.WritePolicyAsync("peers.yaml", "peers:\n" + Friend + Stranger);
        await world.Program.ExpectAsync(line => line.Contains("is in force (Enforce)", StringComparison.Ordinal), "that the change is in force");
        Assert.Equal((200, 200), (await world.FetchAsync(world.Friend.Key), await world.FetchAsync(world.Stranger.Key)));

        await world.WritePolicyAsync("peers.yaml", "peers:\n" + Friend.Replace("attests", "atests", StringComparison.Ordinal));
        await world.Program.ExpectAsync(line => line.Contains("stays in force", StringComparison.Ordinal), "that the last good set stays in force");
        await world.Program.ExpectAsync(
            line => line.EndsWith("peers.yaml:2:29: `atests` is not known here; did you mean `attests`?", StringComparison.Ordinal), "what is wrong, and where");
        Assert.Equal((200, 200), (await world.FetchAsync(world.Friend.Key), await world.FetchAsync(world.Stranger.Key)));

        await world.WritePolicyAsync("peers.yaml", "peers:\n" + Friend);
        await world.Program.ExpectAsync(line => line.Contains("is in force (Enforce)", StringComparison.Ordinal), "that the mended set is in force");
        Assert.Equal((200, 403), (await world.FetchAsync(world.Friend.Key), await world.FetchAsync(world.Stranger.Key)));

        await Eventually.HoldsAsync(async () => await PoliciesOnRecordAsync(world) == 2);
        await world.StopAsync();
        await TryAnotherAsync(world);
    }

    private static async Task<int> DeliverAsync(ServedWorld world)
    {
        using var answer = await world.Outside.DeliverAsync(world.Stranger.Activity("Like"), world.Stranger.Key);
        return (int)answer.StatusCode;
    }

    private static async Task<int> PoliciesOnRecordAsync(ServedWorld world)
    {
        var (code, output, _) = await BuiltProgram.RunAsync(world.Folder, "audit", "list", "--kind", "policy", "--json");
        Assert.Equal(0, code);
        return JsonElement.Parse(output).GetArrayLength();
    }

    /// <summary>Both ways at once: the stranger would have been let in where it was not, and the friend cut off.</summary>
    private static async Task TryAnotherAsync(ServedWorld world)
    {
        var candidate = Directory.CreateDirectory(Path.Combine(world.Folder, "candidate")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(world.Folder, "policies")))
            File.Copy(file, Path.Combine(candidate, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(candidate, "peers.yaml"), "peers:\n" + Stranger, TestContext.Current.CancellationToken);

        var (code, output, error) = await BuiltProgram.RunAsync(world.Folder, "policy", "replay", "candidate", "--last", "1h", "--json");

        Assert.Equal((1, ""), (code, error));
        var replay = JsonElement.Parse(output);
        Assert.Equal(
            ["friend.example allow refuse committed servers -> everyone else 4", "stranger.example refuse allow everyone else -> committed servers 4"],
            replay.GetProperty("flips").EnumerateArray().Select(flip =>
                $"{flip.GetProperty("peer")} {flip.GetProperty("from")} {flip.GetProperty("to")} {flip.GetProperty("oldRule")} -> {flip.GetProperty("rule")} {flip.GetProperty("count")}"));
        Assert.Equal("friend.example", Assert.Single(replay.GetProperty("cutOff").EnumerateArray()).GetString());
        Assert.Equal(9, replay.GetProperty("decisions").GetInt32());
    }
}
