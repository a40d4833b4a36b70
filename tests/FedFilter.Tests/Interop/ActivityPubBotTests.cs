namespace FedFilter.Tests.Interop;

/// <summary>
/// activitypub.bot signs in RFC 9421 first, with a key that is a document of its own, and leaves <c>@authority</c> out. Refused, it knocks
/// again in the older style.
/// </summary>
public sealed class ActivityPubBotTests
{
    [Fact]
    public async Task a_committed_bot_reads_a_post_follows_is_accepted_and_writes()
    {
        await using var world = await InteropWorld.ActivityPubBotAsync("strict");
        var post = world.Server.Post(1);

        var read = await world.Peer.GetAsync(post);
        Assert.True(read.Ok, read.Error);
        Assert.Equal("Note 1", read.Body!.Value.GetProperty("content").GetString());
        Assert.Equal([new Exchange("GET", post, "rfc9421", 200)], read.Exchanges.Where(exchange => exchange.Url == post));

        await FedifyTests.FriendshipAsync(world.Peer, world.Server.Origin);
        Assert.Empty(await world.RefusalCodesAsync());
    }

    [Fact]
    public async Task once_its_attestation_is_removed_it_is_refused_in_both_styles()
    {
        await using var world = await InteropWorld.ActivityPubBotAsync("strict");
        await world.Server.RemoveAttestationAsync();

        var read = await world.Peer.GetAsync(world.Server.Post(1));
        Assert.False(read.Ok);
        AreRefused(read.Exchanges, "GET", world.Server.Post(1));

        // It asks for the inbox first, each time.
        await world.Server.ReplaceRulesAsync("""
            mode: enforce
            rules:
              - { name: actors are shown, when: { fetch: [/users/*] }, then: allow }
              - { name: everything else, then: refuse, because: not-committed }
            """);
        var note = await world.Peer.SendNoteAsync(world.Server.Origin.Actor, "unheard");
        AreRefused(note.Exchanges, "POST", world.Server.Inbox);
        Assert.Equal(["not-committed"], (await world.RefusalCodesAsync()).Distinct());
    }

    // The bot keeps what an answer held to itself; the audit log has the code.
    private static void AreRefused(IEnumerable<Exchange> exchanges, string method, string url) =>
        Assert.Equal(
            [new Exchange(method, url, "rfc9421", 403), new Exchange(method, url, "cavage", 403)],
            exchanges.Where(exchange => (exchange.Method, exchange.Url) == (method, url)));

    [Fact]
    public async Task the_bot_finds_the_signature_of_our_own_fetches_valid()
    {
        await using var world = await InteropWorld.ActivityPubBotAsync();

        Assert.True((await world.Peer.GetAsync(world.Server.Post(1))).Ok);

        // What was fetched is the key, and then the actor it belongs to.
        var gateway = world.Server.GatewayActor;
        Assert.Equal("/user/robot/publickey", (await world.Peer.VerifiesAsync(gateway)).GetProperty("path").GetString());
        Assert.Equal("/user/robot", (await world.Peer.VerifiesAsync(gateway)).GetProperty("path").GetString());
    }
}
