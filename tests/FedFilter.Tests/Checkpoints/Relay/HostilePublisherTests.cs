using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Relay;

/// <summary>A subscriber speaks for itself and for nobody else.</summary>
public sealed class HostilePublisherTests
{
    [Theory, InlineData(""), InlineData("  forwarded: pass")]
    public async Task what_a_server_says_for_another_is_not_relayed_whatever_the_gateway_lets_pass(string gateway)
    {
        await using var world = await RelayWorld.SubscribedAsync(gateway);
        var (friend, others) = (world.Friend, RelayWorld.Create(world.Stranger));

        // As it was forwarded by another relay; with the actor alone forged; with the id alone; with the post alone; with its author alone.
        await world.IsRejectedAsync(friend, others, 403, "forwarded-unverified");
        var own = RelayWorld.Create(friend);
        await world.IsRejectedAsync(friend, own.Replace("\"actor\":\"http://friend", "\"actor\":\"http://stranger"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(friend, own.Replace("\"id\":\"http://friend.example/users/bob/statuses/1/activity", "\"id\":\"http://stranger.example/1"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(friend, own.Replace("{\"id\":\"http://friend.example/users/bob/statuses/1\"", "{\"id\":\"http://stranger.example/1\""), 403, "forwarded-unverified");
        await world.IsRejectedAsync(friend, own.Replace("\"attributedTo\":\"http://friend", "\"attributedTo\":\"http://stranger"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(friend, own.Replace("\"attributedTo\":\"http://friend.example/users/bob\"", "\"attributedTo\":[{\"type\":\"Person\"}]"), 400, "body-unattributable");
        var foreign = own.Replace("\"attributedTo\":\"http://friend", "\"attributedTo\":\"http://stranger");
        await world.IsRejectedAsync(friend, foreign.Replace("\"object\":{", "\"object\":[{").Replace("\"content\":\"a post\"}", "\"content\":\"a post\"}]"), 403, "forwarded-unverified");

        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task nobody_deletes_updates_or_moves_what_is_of_another_server()
    {
        await using var world = await RelayWorld.SubscribedAsync();

        foreach (var type in (string[])["Delete", "Update", "Move"])
            await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, type, RelayWorld.Post(world.Stranger)), 403, "forwarded-unverified");

        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task two_relays_do_not_send_each_other_the_same_post_for_ever()
    {
        await using var world = await RelayWorld.SubscribedAsync(); // that subscriber is a relay itself

        // Mastodon's style: the activity as it was, signed by the relay. LitePub's: an Announce of what is somebody else's, or our own.
        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Stranger, more: "\"signature\":{\"type\":\"RsaSignature2017\"},"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Stranger)), 403, "forwarded-unverified");
        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, "Announce", "http://relay.example/activities/1", "2"), 403, "forwarded-unverified");

        Assert.Empty(await world.PostsAsync());
    }

    [Theory, InlineData("Like"), InlineData("Block"), InlineData("Flag"), InlineData("EmojiReact")]
    public async Task what_is_not_of_a_relay_is_not_taken(string type)
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, type, RelayWorld.Post(world.Friend)), 403, "not-relayed");
        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Friend).Replace("\"Create\"", $"[\"Create\",\"{type}\"]"), 403, "not-relayed");
    }

    [Theory]
    [InlineData("{", 400, "body-malformed")]
    [InlineData("""{"type":"Create"}""", 400, "actor-ambiguous")]
    [InlineData("""{"type":"Create","actor":"http://friend.example/users/bob","Actor":"http://stranger.example"}""", 400, "body-alias-key")]
    [InlineData("""{"type":"Create","actor":"http://friend.example/users/bob","object":"http://friend.example/1"}""", 400, "id-missing")]
    [InlineData("""{"id":"http://friend.example/2","type":"Create","actor":"http://friend.example/users/bob","object":{"id":"http://friend.example/1","x":1,"x":2}}""", 400, "body-not-plain")]
    [InlineData("""{"id":"http://friend.example/2","type":"Create","actor":"http://friend.example/users/bob","object":{"id":"http://friend.example/1","x":"\ud800"}}""", 400, "body-not-plain")]
    [InlineData("""{"id":"http://friend.example/2","type":"Create","actor":"http://friend.example/users/bob","object":{"id":"http://friend.example/1","\ud800":1}}""", 400, "body-malformed")]
    public async Task what_can_be_read_in_two_ways_is_not_handed_on(string json, int status, string code)
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsRejectedAsync(world.Friend, json, status, code);

        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task nothing_is_taken_that_nobody_signed_or_somebody_changed()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var body = RelayWorld.Create(world.Friend);

        using var unsigned = await world.Gateway.SendAsync(HttpMethod.Post, "/inbox", null, new StringContent(body, System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);
        Assert.Equal((401, "signature-missing"), ((int)unsigned.StatusCode, await GatewayWorld.ProblemAsync(unsigned, "code")));
        using var forged = await world.Gateway.SendAsync(
            HttpMethod.Post, "/inbox", TestKeys.Of("forger", world.Friend.Key.KeyId), new StringContent(body, System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);
        Assert.Equal((401, "signature-invalid"), ((int)forged.StatusCode, await GatewayWorld.ProblemAsync(forged, "code")));

        // Signed for the server that is guarded here, and sent to the relay.
        using var elsewhere = await world.Gateway.DeliverAsync(body, world.Friend.Key, path: "/inbox");
        Assert.Equal(202, (int)elsewhere.StatusCode);
        Assert.StartsWith("HTTP/1.1 401", await world.SendAgainAsync(elsewhere, body), StringComparison.Ordinal);
        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task a_body_that_is_compressed_or_too_large_is_not_read()
    {
        await using var world = await RelayWorld.SubscribedAsync("  max-body: 64KiB");

        await world.IsRejectedAsync(world.Friend, new string(' ', 70_000), 413, "body-too-large");
        var answer = await world.Gateway.SendRawAsync($"POST /inbox HTTP/1.1\r\nHost: {RelayWorld.Host}\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.StartsWith("HTTP/1.1 415", answer, StringComparison.Ordinal);
        answer = await world.Gateway.SendRawAsync($"POST /inbox HTTP/1.1\r\nHost: {RelayWorld.Host}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        answer = await world.Gateway.SendRawAsync($"POST //inbox HTTP/1.1\r\nHost: {RelayWorld.Host}\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }
}
