using System.Text;
using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Audit;

public sealed class LogPruningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task details_go_first_then_entries_and_the_log_verifies_all_the_while()
    {
        await using var world = await AuditWorld.StartAsync();
        var earlier = world.Service<LogTree>();
        await world.AppendAsync(300);
        world.Sleep(TimeSpan.FromDays(31));
        await world.AppendAsync(10);
        await world.SignedAsync();

        var details = await PruneAsync(world);
        var between = await world.CheckAsync();
        world.Sleep(TimeSpan.FromDays(371));
        var entries = await PruneAsync(world);
        await world.SignedAsync();
        var after = await world.CheckAsync();

        Assert.Equal((new Pruned(300, 0), new Pruned(10, 300)), (details, entries));
        Assert.Equal((null, 310, 0, 300), (between.Fault, between.Size, between.Dropped, between.Erased));
        Assert.Equal((null, 311, 300, 10), (after.Fault?.ToString(), after.Size, after.Dropped, after.Erased));
        var note = Assert.Single(await world.Query.ListAsync(new AuditFilter { Kind = AuditKind.Pruned }, Cancellation));
        Assert.Equal(300, note.Entry.DroppedBefore);
        Assert.Equal(new Pruned(0, 0), await PruneAsync(world));
        await world.AppendAsync(1);
        Assert.Null((await world.CheckAsync()).Fault);
    }

    [Fact]
    public async Task no_other_entry_can_go_missing_with_the_dropped_ones()
    {
        await using var world = await PrunedAsync();
        await AuditWorld.TamperAsync(world.Folder, "DELETE FROM audit_entries WHERE Sequence = 300");

        Assert.Equal(300, (await world.CheckAsync()).Fault?.Position);
    }

    [Fact]
    public async Task what_was_erased_stands_nowhere_in_the_files()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AppendAsync(400, details: i => new AuditDetails { Actor = $"https://stranger.example/users/zebrafinch{i}", UserAgent = "Zebrafinch/1.0" });
        Assert.NotEmpty(await world.Query.ListAsync(new AuditFilter { Text = "zebrafinch17" }, Cancellation));
        world.Sleep(TimeSpan.FromDays(31));

        await PruneAsync(world);

        Assert.Empty(await world.Query.ListAsync(new AuditFilter { Text = "zebrafinch" }, Cancellation));
        await world.StopAsync();
        foreach (var file in Directory.EnumerateFiles(world.Folder, "fedfilter.db*"))
            Assert.DoesNotContain("zebrafinch", Encoding.Latin1.GetString(await ReadAsync(file)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task a_dry_run_changes_nothing()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AppendAsync(20);
        world.Sleep(TimeSpan.FromDays(402));

        Assert.Equal(new Pruned(20, 20), await world.Service<LogPruning>().RunAsync(dry: true, Cancellation));
        Assert.Equal(20, (await world.EntriesAsync()).Count);
    }

    [Fact]
    public async Task entries_of_a_clock_that_was_wrong_are_kept_and_dropped_with_their_neighbours()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AppendAsync(10);
        await world.AppendAsync(1, _ => world.Refusal() with { Time = DateTimeOffset.UnixEpoch });
        await world.AppendAsync(1, _ => world.Refusal() with { Time = world.Time.GetUtcNow().AddYears(100) });
        await world.AppendAsync(10);

        Assert.Equal(new Pruned(0, 0), await PruneAsync(world));
        world.Sleep(TimeSpan.FromDays(402));
        Assert.Equal(new Pruned(22, 22), await PruneAsync(world));
    }

    [Fact]
    public async Task the_program_prunes_by_itself()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AppendAsync(20);
        await world.Signer.Checked;

        world.Sleep(TimeSpan.FromDays(31));
        await Eventually.HoldsAsync(async () =>
        {
            world.Time.Advance(TimeSpan.FromMinutes(10));
            return (await world.Query.ListAsync(new AuditFilter { Kind = "refusal" }, Cancellation)).All(record => record.Details is null);
        });
    }

    private static Task<Pruned> PruneAsync(AuditWorld world) => world.Service<LogPruning>().RunAsync(dry: false, Cancellation);

    private static async Task<AuditWorld> PrunedAsync()
    {
        var world = await AuditWorld.StartAsync();
        await world.AppendAsync(300);
        world.Sleep(TimeSpan.FromDays(402));
        await world.AppendAsync(10);
        await PruneAsync(world);
        return world;
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var octets = new byte[stream.Length];
        await stream.ReadExactlyAsync(octets, Cancellation);
        return octets;
    }
}
