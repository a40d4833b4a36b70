using FedFilter.Audit;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FedFilter.Tests.Audit;

public sealed class HeadSignerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_empty_log_is_signed_at_the_first_start()
    {
        await using var world = await AuditWorld.StartAsync();

        await world.SignedAsync();

        Assert.Equal(new TreeHead("social.example/fedfilter/audit", 0, TreeHash.Empty), world.Signer.Last!.Head);
    }

    [Fact]
    public async Task each_head_continues_the_one_before_and_the_last_is_signed_when_the_program_stops()
    {
        await using var world = await AuditWorld.StartAsync();
        using var key = NoteSigner.FromPem("social.example/fedfilter/audit", AuditWorld.Options(world.Folder).KeyPem);
        var heads = new List<TreeHead>();
        for (var i = 0; i < 4; i++)
        {
            await world.AppendAsync(70);
            await world.SignedAsync();
            heads.Add(world.Signer.Last!.Head);
        }

        await world.AppendAsync(3);
        await world.StopAsync();

        var last = world.Service<CheckpointFile>().Read()!;
        Assert.Equal(283, last.Head.Size);
        Assert.True(last.Note.IsSignedBy(key.Verifier));
        foreach (var head in heads)
        {
            var proof = await world.Service<LogTree>().Open().ConsistencyAsync(head.Size, last.Head.Size);
            Assert.True(TreeProof.Continues(head.Size, head.Root, last.Head.Size, last.Head.Root, proof));
        }
    }

    [Fact]
    public async Task a_log_keeps_the_name_it_began_with()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.SignedAsync();
        var folder = await world.EndAsync();
        var file = Path.Combine(folder, CheckpointFile.Name);
        using var key = NoteSigner.FromPem("older.example/fedfilter/audit", AuditWorld.Options(folder).KeyPem);
        await File.WriteAllTextAsync(file, key.Sign(new TreeHead("older.example/fedfilter/audit", 0, TreeHash.Empty).Text).ToString(), Cancellation);

        await using var again = await AuditWorld.StartAsync(folder);
        await again.AppendAsync(1);
        await again.SignedAsync();

        Assert.Null(again.Signer.Fault);
        Assert.Equal("older.example/fedfilter/audit", again.Signer.Last!.Head.Origin);
    }

    [Fact]
    public async Task a_second_process_may_append_too()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AppendAsync(10);

        await using (var context = await world.Service<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation))
            await new LogWriter().WriteAsync(context, [SealedEntry.Of(world.Refusal(), new AuditDetails())]);
        await world.AppendAsync(10);
        await world.SignedAsync();

        var found = await world.CheckAsync();
        Assert.Null(found.Fault);
        Assert.Equal(21, found.Size);
    }

    [Fact]
    public async Task a_store_of_before_there_was_a_tree_gets_one_with_counts_and_words()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        var options = new DbContextOptionsBuilder<FedFilterContext>();
        StorageRegistration.Configure(options, folder);
        await using (var context = new FedFilterContext(options.Options))
        {
            await context.GetService<IMigrator>().MigrateAsync("RecentDecisions", Cancellation);
            for (var i = 0; i < 300; i++)
            {
                var entry = SealedEntry.Of(
                    new AuditEntry { Id = $"id{i}", Time = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), Kind = "refusals", Checkpoint = "gateway", Code = "not-committed", Peer = "stranger.example", Enforced = true, Count = 2 },
                    new AuditDetails { Actor = $"https://stranger.example/users/u{i}", ActivityTypes = ["Create"] });
                await context.Database.ExecuteSqlAsync(
                    $"""INSERT INTO audit_entries (Sequence, Id, Time, Kind, Peer, Code, Enforced, "Count", Canonical) VALUES ({i}, {entry.Entry.Id}, {entry.Entry.Time.ToUnixTimeMilliseconds()}, 'refusals', 'stranger.example', 'not-committed', 1, 2, {entry.Canonical})""", Cancellation);
                await context.Database.ExecuteSqlAsync($"INSERT INTO audit_details (Sequence, Salt, Canonical) VALUES ({i}, {entry.Salt}, {entry.CanonicalDetails})", Cancellation);
            }
        }

        await using var world = await AuditWorld.StartAsync(folder);
        await world.AppendAsync(1);
        await world.SignedAsync();

        var found = await world.CheckAsync();
        Assert.Equal((null, 301), (found.Fault?.ToString(), found.Size));
        Assert.Equal([123L], (await world.Query.ListAsync(new AuditFilter { Text = "users/u123", Kind = "refusal", Checkpoint = "gateway", Type = "Create" }, Cancellation)).Select(record => record.Sequence));
        Assert.Equal(601, (await AuditStats.OfAsync(world.Service<IDbContextFactory<FedFilterContext>>(), ["refusal"], DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 1, Cancellation)).Total);
    }
}
