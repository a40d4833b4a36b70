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
        await using var world = await InteropWorld.FedifyAsync(style);
        var post = world.Server.Post(1);

        var read = await world.Peer.GetAsync(post);
        Assert.True(read.Ok, read.Error);
        Assert.Equal("Note 1", read.Body!.Value.GetProperty("content").GetString());
        Assert.Contains(new Exchange("GET", post, style, 200), read.Exchanges);

        await FriendshipAsync(world.Peer, world.Server.Origin);
        Assert.Empty(await world.RefusalCodesAsync());
    }

    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task once_its_attestation_is_removed_it_reads_no_more_but_may_still_write(string style)
    {
        await using var world = await InteropWorld.FedifyAsync(style);
        var alice = world.Server.Origin;
        await world.Peer.FollowAsync(alice.Actor);
        await world.Peer.ReceivesAsync("Accept");

        await world.Server.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.SendNoteAsync(alice.Actor, "still here");
        Assert.True(note.Ok, note.Error);
        Assert.Equal("still here", (await alice.ReceivesAsync("Create")).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task under_the_strict_rules_it_may_then_not_write_either(string style)
    {
        await using var world = await InteropWorld.FedifyAsync(style, "strict");
        var alice = world.Server.Origin;
        await world.Peer.FollowAsync(alice.Actor);
        await world.Peer.ReceivesAsync("Accept");

        await world.Server.RemoveAttestationAsync();

        await IsRefusedToReadAsync(world);
        var note = await world.Peer.SendNoteAsync(alice.Actor, "unheard");
        Assert.False(note.Ok);
        AreRefused(note.Exchanges, "POST", alice.Actor + "/inbox");
    }

    [Theory]
    [InlineData("cavage", false)]
    [InlineData("rfc9421", false)]
    [InlineData("cavage", true)]
    public async Task a_stranger_looks_the_user_up_and_verifies_what_she_sends_but_reads_nothing(string style, bool authorizedFetch)
    {
        await using var world = await InteropWorld.FedifyAsync(style, "default", authorizedFetch ? [("AUTHORIZED_FETCH", "yes")] : []);
        await world.Server.RemoveAttestationAsync();

        await FriendshipAsync(world.Peer, world.Server.Origin);

        var actor = await world.Peer.GetAsync(world.Server.Origin.Actor);
        Assert.True(actor.Ok, actor.Error);
        Assert.Equal(world.Server.Origin.Inbox, actor.Body!.Value.GetProperty("inbox").GetString());
        Assert.False(actor.Body!.Value.TryGetProperty("name", out _));
        await IsRefusedToReadAsync(world);
    }

    /// <summary>Follow, Accept and a note.</summary>
    internal static async Task FriendshipAsync(ForeignServer peer, ForeignServer origin)
    {
        var follow = await peer.FollowAsync(origin.Actor);
        Assert.True(follow.Ok, follow.Error);
        Assert.Equal(peer.Actor, (await origin.ReceivesAsync("Follow")).GetProperty("from").GetString());
        Assert.Equal(origin.Actor, (await peer.ReceivesAsync("Accept")).GetProperty("from").GetString());

        var note = await peer.SendNoteAsync(origin.Actor, "good morning");
        Assert.True(note.Ok, note.Error);
        Assert.Contains("good morning", (await origin.ReceivesAsync("Create")).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static async Task IsRefusedToReadAsync(InteropWorld<ForeignServer> world)
    {
        var post = world.Server.Post(1);
        var read = await world.Peer.GetAsync(post);
        Assert.False(read.Ok);
        AreRefused(read.Exchanges, "GET", post);
        Assert.Contains("not-committed", await world.RefusalCodesAsync());
    }

    private static void AreRefused(IEnumerable<Exchange> exchanges, string method, string url)
    {
        var knocks = exchanges.Where(exchange => (exchange.Method, exchange.Url) == (method, url)).ToArray();
        Assert.Equal(["cavage", "rfc9421"], knocks.Select(knock => knock.Style).Order());
        Assert.All(knocks, knock => Assert.Equal((403, "not-committed"), (knock.Status, knock.Code)));
    }
}
