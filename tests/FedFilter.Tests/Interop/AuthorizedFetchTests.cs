using System.Net;

namespace FedFilter.Tests.Interop;

/// <summary>
/// Two servers that show nothing to strangers have to begin somewhere: to verify the first request, each must read a key of the other's,
/// with a request that the other can verify.
/// </summary>
public sealed class AuthorizedFetchTests
{
    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task two_servers_behind_strict_gateways_become_friends(string style)
    {
        NodeScript.SkipIfMissing();
        var (social, friend) = (GuardedServer.FreePort(), GuardedServer.FreePort());
        await using var alice = await GuardedServer.StartAsync("origin.mjs", "social.test", social, $"friend.test:{friend}", "strict", ForeignServer.FirstKnock(style));
        await using var bob = await GuardedServer.StartAsync("peer.mjs", "friend.test", friend, $"social.test:{social}", "strict", ForeignServer.FirstKnock(style));

        await FedifyTests.FriendshipAsync(bob.Origin, alice.Origin);

        Assert.Empty(await alice.RefusalCodesAsync(bob.Origin.Host));
        Assert.Empty(await bob.RefusalCodesAsync(alice.Origin.Host));
        Assert.Equal(HttpStatusCode.OK, await UnsignedAsync(alice.Origin.Actor, social)); // what it takes to verify her, and no more
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsignedAsync(alice.Post(1), social));
    }

    [Theory]
    [InlineData("cavage")]
    [InlineData("rfc9421")]
    public async Task two_servers_that_show_their_users_to_signed_requests_alone_become_friends_through_a_gateway(string style)
    {
        await using var world = await InteropWorld.FedifyAsync(style, "strict", ("AUTHORIZED_FETCH", "yes"));

        await FedifyTests.FriendshipAsync(world.Peer, world.Server.Origin);

        Assert.Empty(await world.RefusalCodesAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsignedAsync(world.Peer.Actor, world.Peer.Port));
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsignedAsync(world.Server.Origin.Actor, world.Server.Origin.Port));
    }

    /// <summary>How a document is answered that is asked for without a signature, on a port of this machine.</summary>
    internal static async Task<HttpStatusCode> UnsignedAsync(string url, int port)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { Host = "127.0.0.1", Port = port }.Uri);
        request.Headers.Host = new Uri(url).Authority;
        request.Headers.Add("Accept", "application/activity+json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
