namespace FedFilter.Tests.Interop;

/// <summary>snac signs in the older style alone, and a digest of nothing with each GET.</summary>
public sealed class SnacTests
{
    [Fact]
    public async Task a_committed_snac_reads_a_post_follows_is_accepted_and_boosts_it()
    {
        await using var world = await InteropWorld.SnacAsync("strict");
        var (server, snac) = (world.Server, world.Peer);

        Assert.Contains("\"content\": \"Note 1\"", await snac.DoAsync("request", server.Post(1)), StringComparison.Ordinal);

        await snac.DoAsync("follow", server.Origin.Actor);
        Assert.Equal(snac.Actor, (await server.Origin.ReceivesAsync("Follow")).GetProperty("from").GetString());
        await snac.LogsAsync($"confirmed follow from {server.Origin.Actor}");

        await snac.DoAsync("insert", server.Post(1));
        await snac.DoAsync("boost", server.Post(1));
        Assert.Equal(snac.Actor, (await server.Origin.ReceivesAsync("Announce")).GetProperty("from").GetString());
        Assert.Empty(await world.RefusalCodesAsync());
    }

    [Fact]
    public async Task once_its_attestation_is_removed_it_may_neither_read_nor_write()
    {
        await using var world = await InteropWorld.SnacAsync("strict");
        var (server, snac) = (world.Server, world.Peer);
        await snac.DoAsync("follow", server.Origin.Actor);
        await server.Origin.ReceivesAsync("Follow");

        await server.RemoveAttestationAsync();

        Assert.Contains("status: 403", await snac.DoAsync("request", server.Post(1)), StringComparison.Ordinal);
        await snac.DoAsync("ping", server.Origin.Actor);
        await snac.LogsAsync($"sent to inbox {server.Inbox} (403 Forbidden)");
        Assert.Equal(["not-committed"], (await world.RefusalCodesAsync()).Distinct());
    }

    [Fact]
    public async Task a_fragment_that_it_signs_is_not_guessed_and_without_one_a_stranger_gets_the_key()
    {
        await using var world = await InteropWorld.SnacAsync("strict");
        var (server, snac) = (world.Server, world.Peer);
        Assert.Contains("status: 401", await snac.DoAsync("request", server.Origin.Actor + "#main-key"), StringComparison.Ordinal);

        await server.RemoveAttestationAsync();

        Assert.Contains("publicKeyPem", await snac.DoAsync("request", server.Origin.Actor), StringComparison.Ordinal);
    }
}
