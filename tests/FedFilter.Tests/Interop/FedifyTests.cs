namespace FedFilter.Tests.Interop;

/// <summary>
/// Fedify signs, FedFilter decides, Fedify answers. When it is refused, Fedify knocks a second time in the other signature style: it gets
/// the policy's word both times.
/// </summary>
public sealed class FedifyTests
{
    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task a_committed_server_reads_a_post_follows_is_accepted_and_writes(string style)
    {
        await using var world = await FedifyWorld.StartAsync(style);

        var read = await world.Peer.DoAsync(new { @do = "get", url = world.Post });
        Assert.True(read.Ok, read.Error);
        Assert.Equal("Note 1", read.Body!.Value.GetProperty("content").GetString());
        Assert.Contains(new Exchange("GET", world.Post, style, 200), read.Exchanges);

        var follow = await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        Assert.True(follow.Ok, follow.Error);
        Assert.Equal(world.Peer.Actor, (await world.Origin.ReceivesAsync("Follow")).GetProperty("from").GetString());
        Assert.Equal(world.Origin.Actor, (await world.Peer.ReceivesAsync("Accept")).GetProperty("from").GetString());

        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "good morning" });
        Assert.True(note.Ok, note.Error);
        Assert.Equal("good morning", (await world.Origin.ReceivesAsync("Create")).GetProperty("text").GetString());
        Assert.Empty(await world.AuditedCodesAsync());
    }

    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task once_its_attestation_is_removed_it_reads_no_more_but_may_still_write(string style)
    {
        await using var world = await FedifyWorld.StartAsync(style);
        await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        await world.Peer.ReceivesAsync("Accept");

        await world.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "still here" });
        Assert.True(note.Ok, note.Error);
        Assert.Equal("still here", (await world.Origin.ReceivesAsync("Create")).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task under_the_strict_rules_it_may_then_not_write_either(string style)
    {
        await using var world = await FedifyWorld.StartAsync(style, "strict");
        await world.Peer.DoAsync(new { @do = "follow", actor = world.Origin.Actor });
        await world.Peer.ReceivesAsync("Accept");

        await world.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.DoAsync(new { @do = "note", to = world.Origin.Actor, text = "unheard" });
        Assert.False(note.Ok);
        AreRefused(note.Exchanges, "POST", world.Origin.Actor + "/inbox");
    }

    private static async Task IsRefusedToReadAsync(FedifyWorld world)
    {
        var read = await world.Peer.DoAsync(new { @do = "get", url = world.Post });
        Assert.False(read.Ok);
        AreRefused(read.Exchanges, "GET", world.Post);
        Assert.Contains("not-committed", await world.AuditedCodesAsync());
    }

    private static void AreRefused(IEnumerable<Exchange> exchanges, string method, string url)
    {
        var knocks = exchanges.Where(exchange => (exchange.Method, exchange.Url) == (method, url)).ToArray();
        Assert.Equal(["cavage", "rfc9421"], knocks.Select(knock => knock.Style).Order());
        Assert.All(knocks, knock => Assert.Equal((403, "not-committed"), (knock.Status, knock.Code)));
    }
}
