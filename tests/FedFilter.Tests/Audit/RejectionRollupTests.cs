using CsCheck;
using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Audit;

public sealed class RejectionRollupTests
{
    private static readonly RejectionKind Kind = new("gateway", "signature-invalid", "stranger.example", "192.0.2.0/24");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task one_entry_a_minute_for_code_claimed_host_and_client_network()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 124);
        world.Time.Advance(TimeSpan.FromSeconds(20));
        Count(world, Kind, 1);
        Count(world, Kind with { Code = "digest-mismatch" }, 1);
        Count(world, Kind with { ClaimedHost = null }, 1);
        Count(world, Kind with { Network = "198.51.100.0/24" }, 1);
        Assert.Empty(await world.EntriesAsync());

        world.Time.Advance(TimeSpan.FromSeconds(40));

        await Eventually.HoldsAsync(async () => (await world.EntriesAsync()).Count == 4);
        var entry = Assert.Single(await world.EntriesAsync(), entry => entry.Count == 125);
        Assert.Equal(("rejections", "gateway", "signature-invalid", "stranger.example"), (entry.Kind, entry.Checkpoint, entry.Code, entry.ClaimedHost));
        Assert.Equal(TimeSpan.FromSeconds(20), entry.Last - entry.First);
    }

    [Fact]
    public async Task a_claimed_host_is_no_peer_and_can_be_found_by_its_name()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 1);
        await world.Rejections.FlushAsync();

        var found = Assert.Single(await world.Query.ListAsync(new AuditFilter { Peer = "stranger.example", Code = "signature-invalid", Kind = "rejection" }, Cancellation));

        Assert.Null(found.Entry.Peer);
    }

    [Fact]
    public async Task the_client_network_is_personal_and_stands_beside_the_entry()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 1);
        await world.Rejections.FlushAsync();

        var record = Assert.Single(await world.Query.ListAsync(new AuditFilter(), Cancellation));

        Assert.Equal("192.0.2.0/24", record.Details!.ClientNetwork);
        Assert.DoesNotContain("192.0.2", System.Text.Encoding.UTF8.GetString(record.Entry.Canonical()));
        Assert.Equal(record.Entry.Canonical(), AuditEntry.Parse(record.Entry.Canonical()).Canonical());
    }

    [Fact]
    public async Task duplicates_and_deletes_of_nothing_have_kinds_of_their_own()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind with { Code = "duplicate" }, 2);
        Count(world, Kind with { Code = "nothing-to-delete" }, 3);
        await world.Rejections.FlushAsync();

        Assert.Equal([("duplicates", 2L), ("nothing-to-delete", 3L)], (await world.EntriesAsync()).Select(entry => (entry.Kind, entry.Count!.Value)).Order());
    }

    [Fact]
    public async Task any_number_of_invented_hosts_fills_twenty_entries_and_one_and_leaves_room_for_other_codes()
    {
        await using var world = await AuditWorld.StartAsync();
        for (var i = 0; i < 100_000; i++)
            Count(world, Kind with { ClaimedHost = $"invented{i}.example" }, 1);
        Count(world, Kind with { Code = "signature-expired" }, 1);
        await world.Rejections.FlushAsync();

        var entries = await world.EntriesAsync();
        Assert.Equal(22, entries.Count);
        var rest = Assert.Single(entries, entry => entry.Overflow is true);
        Assert.Equal(("signature-invalid", null, 99_980L), (rest.Code, rest.ClaimedHost, rest.Count));
        Assert.Equal("stranger.example", Assert.Single(entries, entry => entry.Code == "signature-expired").ClaimedHost);
    }

    [Fact]
    public async Task whatever_comes_the_entries_of_a_minute_are_bounded_and_nothing_is_lost()
    {
        await using var world = await AuditWorld.StartAsync();
        var kinds = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 40], Gen.Int[0, 40], (code, host, network) => new RejectionKind("gateway", $"code-{code}", $"h{host}.example", $"10.0.{network}.0/24"));
        var sent = 0L;
        var written = 0;

        await kinds.Array[0, 2000].SampleAsync(
            async flood =>
            {
                foreach (var kind in flood)
                    world.Rejections.Count(kind);
                await world.Rejections.FlushAsync();
                sent += flood.Length;
                var entries = await world.EntriesAsync();
                var (fresh, codes) = (entries.Count - written, flood.Select(kind => kind.Code).Distinct().Count());
                written = entries.Count;
                return fresh <= RejectionRollup.MaxEntries + codes && entries.Sum(entry => entry.Count) == sent;
            },
            iter: 10,
            threads: 1);
    }

    [Fact]
    public async Task counting_does_not_wait_for_the_store_and_what_it_did_not_take_is_told_later()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 5);
        await using (await world.LockAsync())
        {
            Count(world, Kind, 2);
            var flush = world.Rejections.FlushAsync();
            Count(world, Kind, 3);
            Assert.False(flush.IsCompleted);
            await flush;
        }

        await world.Rejections.FlushAsync();

        Assert.Equal(10, Assert.Single(await world.EntriesAsync()).Count);
    }

    [Fact]
    public async Task who_flushes_while_another_does_waits_for_that_one()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 5);
        Task first, second;

        await using (await world.LockAsync())
        {
            (first, second) = (world.Rejections.FlushAsync(), world.Rejections.FlushAsync());
            Assert.False(second.IsCompleted);
        }

        await second;
        Assert.True(first.IsCompleted);
        Assert.Equal(5, Assert.Single(await world.EntriesAsync()).Count);
    }

    [Fact]
    public async Task counts_survive_a_stop()
    {
        await using var world = await AuditWorld.StartAsync();
        Count(world, Kind, 7);

        await world.StopAsync();

        Assert.Equal(7, Assert.Single(await world.EntriesAsync()).Count);
    }

    private static void Count(AuditWorld world, RejectionKind kind, int times)
    {
        for (var i = 0; i < times; i++)
            world.Rejections.Count(kind);
    }
}
