using FedFilter.Audit;
using FedFilter.Audit.Signing;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.Data.Sqlite;

namespace FedFilter.Tests.Audit;

/// <summary>Whatever is done to the store, the check names the first entry that does not fit.</summary>
public sealed class TamperingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_log_that_nobody_touched_verifies()
    {
        await using var world = await LogAsync(600);

        var found = await world.CheckAsync();

        Assert.Null(found.Fault);
        Assert.Equal((600, 0, 0), (found.Size, found.Dropped, found.Erased));
        Assert.Equal(world.Signer.Last!.Head.Root, found.Root);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET Canonical = CAST(replace(CAST(Canonical AS TEXT), 'not-committed', 'blocked') AS BLOB) WHERE Sequence = 300", 300, "not the one that was logged")]
    [InlineData("UPDATE audit_entries SET Canonical = x'00' WHERE Sequence = 0", 0, "not the one that was logged")]
    [InlineData("UPDATE audit_entries SET Peer = 'friend.example' WHERE Sequence = 599", 599, "found by other values")]
    [InlineData("UPDATE audit_entries SET Enforced = 0 WHERE Sequence = 7", 7, "found by other values")]
    [InlineData("DELETE FROM audit_entries WHERE Sequence IN (255, 256)", 255, "is missing")]
    [InlineData("DELETE FROM audit_entries WHERE Sequence >= 590", 590, "is missing")]
    [InlineData("UPDATE audit_entries SET Sequence = -1 WHERE Sequence = 10; UPDATE audit_entries SET Sequence = 10 WHERE Sequence = 11; UPDATE audit_entries SET Sequence = 11 WHERE Sequence = -1", 10, "not the one that was logged")]
    [InlineData("UPDATE audit_details SET Canonical = CAST('{\"actor\":\"https://other.example\"}' AS BLOB) WHERE Sequence = 42", 42, "other details")]
    [InlineData("UPDATE audit_tiles SET Hashes = zeroblob(8192) WHERE Level = 0 AND Number = 1", 256, "not the one that was logged")]
    [InlineData("UPDATE audit_tiles SET Hashes = zeroblob(64) WHERE Level = 1", 0, "another hash than the tree above")]
    [InlineData("DELETE FROM audit_tiles WHERE Level = 0 AND Number = 1", 256, "have no hashes any more")]
    [InlineData("INSERT INTO audit_entries SELECT 600, 'x', Time, Kind, Peer, Rule, Code, Enforced, Canonical, \"Count\", \"Of\", Checkpoint FROM audit_entries WHERE Sequence = 1", 600, "stands outside of the tree")]
    [InlineData("DELETE FROM audit_entries WHERE Sequence >= 512; DELETE FROM audit_tiles WHERE Level = 0 AND Number = 2", 512, "the log ends here, and 600 entries were signed for")]
    public async Task what_was_done_is_named_with_the_first_entry_that_does_not_fit(string sql, long position, string what)
    {
        await using var world = await LogAsync(600);
        await AuditWorld.TamperAsync(world.Folder, sql);

        var found = await world.CheckAsync();

        Assert.Equal(position, found.Fault?.Position);
        Assert.Contains(what, found.Fault!.ToString());
        Assert.Null(found.Root);
    }

    [Fact]
    public async Task a_store_that_was_put_back_to_an_older_state_is_found_out_by_the_checkpoint_beside_it()
    {
        await using var world = await LogAsync(100);
        var file = Path.Combine(world.Folder, Database.FileName);
        await AuditWorld.TamperAsync(world.Folder, $"VACUUM INTO '{file}.backup'");
        await world.AppendAsync(20);
        await world.SignedAsync();
        var folder = await world.EndAsync();
        SqliteConnection.ClearAllPools(); // the file is another now
        File.Delete(file + "-wal");
        File.Move(file + ".backup", file, overwrite: true);

        await using var again = await AuditWorld.StartAsync(folder);
        await again.Signer.Checked;

        Assert.Equal((100, 120), (again.Signer.Fault?.Position, again.Signer.Last?.Head.Size));
        Assert.Contains("put back to an older state", again.Signer.Fault!.What);
    }

    [Fact]
    public async Task entries_rewritten_together_with_the_tree_are_found_out_by_a_checkpoint()
    {
        await using var world = await LogAsync(300);
        var kept = world.Signer.Last!;
        await AuditWorld.TamperAsync(world.Folder, "DELETE FROM audit_tiles; UPDATE audit_entries SET Canonical = CAST(replace(CAST(Canonical AS TEXT), 'outbound', 'inbound') AS BLOB) WHERE Sequence = 17");
        var folder = await world.EndAsync();
        await using var again = await AuditWorld.StartAsync(folder); // makes the tree anew, as for a log of an older version
        await again.Signer.Checked;

        var found = await again.Service<LogCheck>().RunAsync([kept.Head], Cancellation);

        Assert.Contains("the first 300 entries have another root now", found.Fault!.What);
        Assert.Equal(found.Fault, again.Signer.Fault);
    }

    [Fact]
    public async Task an_older_checkpoint_tells_between_which_entries_it_was()
    {
        await using var world = await LogAsync(100);
        var older = world.Signer.Last!.Head;
        await world.AppendAsync(50);
        await world.SignedAsync();
        var newer = world.Signer.Last!.Head;

        Assert.Null((await world.Service<LogCheck>().RunAsync([older, newer], Cancellation)).Fault);
        var wrong = await world.Service<LogCheck>().RunAsync([older, newer with { Root = older.Root }], Cancellation);
        Assert.Equal(100, wrong.Fault?.Position);
    }

    [Fact]
    public async Task a_log_that_does_not_fit_is_not_signed_but_recorded_on()
    {
        await using var world = await LogAsync(300);
        var signed = world.Signer.Last!.Note.ToString();
        await AuditWorld.TamperAsync(world.Folder, "UPDATE audit_entries SET Canonical = x'7b7d' WHERE Sequence = 17");
        await using var again = await AuditWorld.StartAsync(await world.EndAsync());
        await again.Signer.Checked;

        await again.AppendAsync(5);
        again.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(17, again.Signer.Fault?.Position);
        Assert.False(again.Service<AuditMetrics>().IsSound);
        Assert.Equal(5, (await again.Query.ListAsync(new AuditFilter { Limit = 5 }, Cancellation)).Count(record => record.Sequence >= 300));
        await again.StopAsync();
        Assert.Equal(signed, await File.ReadAllTextAsync(Path.Combine(again.Folder, CheckpointFile.Name), Cancellation));
    }

    [Theory]
    [InlineData("DELETE FROM audit_tiles WHERE Level = 0")]
    [InlineData("UPDATE audit_tiles SET Hashes = x'00' WHERE Level = 1")]
    public async Task a_damaged_tree_keeps_no_refusal_from_being_recorded(string sql)
    {
        await using var world = await LogAsync(300);
        await AuditWorld.TamperAsync(world.Folder, sql);
        await using var again = await AuditWorld.StartAsync(await world.EndAsync());

        await again.AppendAsync(5);

        Assert.Equal(305, (await again.Query.ListAsync(new AuditFilter { Limit = 1000 }, Cancellation)).Count);
        await again.Signer.Checked;
        Assert.NotNull(again.Signer.Fault);
    }

    [Fact]
    public async Task a_checkpoint_that_somebody_else_signed_is_none()
    {
        await using var world = await LogAsync(10);
        var folder = await world.EndAsync();
        using var other = NoteSigner.FromPem("social.example/fedfilter/audit", FedFilter.Signatures.Keys.SigningKey.NewEd25519Pem());
        var head = SignedHead.Parse(await File.ReadAllTextAsync(Path.Combine(folder, CheckpointFile.Name), Cancellation))!.Head;
        await File.WriteAllTextAsync(Path.Combine(folder, CheckpointFile.Name), other.Sign(head.Text).ToString(), Cancellation);

        await using var again = await AuditWorld.StartAsync(folder);

        Assert.Contains("is not signed by the log's key", again.Signer.Fault!.What);
    }

    private static async Task<AuditWorld> LogAsync(int entries)
    {
        var world = await AuditWorld.StartAsync();
        await world.AppendAsync(entries);
        await world.SignedAsync();
        return world;
    }
}
