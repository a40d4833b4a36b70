namespace FedFilter.Tests.Interop;

/// <summary>
/// Fedify signs (draft-cavage-12 first), FedFilter decides, Fedify answers. When it is refused, Fedify knocks a second time in the other
/// signature style; what is asserted is the answer to its first knock, which carries the policy's word.
/// </summary>
public sealed class FedifyTests
{
    [Fact]
    public async Task a_committed_server_reads_a_post_follows_is_accepted_and_writes()
    {
        await using var world = await FedifyWorld.StartAsync();

        var read = await world.Peer.DoAsync(new { @do = "get", url = world.Post });
        Assert.True(read.Ok, read.Error);
        Assert.Equal("Note 1", read.Body!.Value.GetProperty("content").GetString());
        Assert.Contains(new Exchange("GET", world.Post, "cavage", 200), read.Exchanges);

        var follow = await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        Assert.True(follow.Ok, follow.Error);
        Assert.Equal(world.Peer.Actor, (await world.Origin.ReceivesAsync("Follow")).GetProperty("from").GetString());
        Assert.Equal(world.Origin.Actor, (await world.Peer.ReceivesAsync("Accept")).GetProperty("from").GetString());

        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "good morning" });
        Assert.True(note.Ok, note.Error);
        Assert.Equal("good morning", (await world.Origin.ReceivesAsync("Create")).GetProperty("text").GetString());
        Assert.Empty(await world.AuditedCodesAsync());
    }

    [Fact]
    public async Task once_its_attestation_is_removed_it_reads_no_more_but_may_still_write()
    {
        await using var world = await FedifyWorld.StartAsync();
        await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        await world.Peer.ReceivesAsync("Accept");

        await world.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "still here" });
        Assert.True(note.Ok, note.Error);
        Assert.Equal("still here", (await world.Origin.ReceivesAsync("Create")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task under_the_strict_rules_it_may_then_not_write_either()
    {
        await using var world = await FedifyWorld.StartAsync("strict");
        await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        await world.Peer.ReceivesAsync("Accept");

        await world.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "unheard" });
        Assert.False(note.Ok);
        Assert.Equal(new Exchange("POST", world.Origin.Actor + "/inbox", "cavage", 403, "not-committed"), note.Exchanges[0]);
    }

    private static async Task IsRefusedToReadAsync(FedifyWorld world)
    {
        var read = await world.Peer.DoAsync(new { @do = "get", url = world.Post });
        Assert.False(read.Ok);
        Assert.Equal(new Exchange("GET", world.Post, "cavage", 403, "not-committed"), read.Exchanges[0]);
        Assert.Contains("not-committed", await world.AuditedCodesAsync());
    }
}
