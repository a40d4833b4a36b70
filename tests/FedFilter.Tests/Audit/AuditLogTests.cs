using System.Security.Cryptography;
using FedFilter.Audit;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Audit;

public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AuditLog Log => _services.GetRequiredService<AuditLog>();

    private AuditQuery Query => _services.GetRequiredService<AuditQuery>();

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync(_folder, Cancellation);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task an_entry_is_on_disk_when_append_completes()
    {
        await Log.AppendAsync(Entry("one"), new AuditDetails(), Cancellation);

        await using var elsewhere = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, Database.FileName)};Mode=ReadOnly;Pooling=False");
        await elsewhere.OpenAsync(Cancellation);
        await using var command = elsewhere.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM audit_entries";
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task many_writers_at_once_leave_no_gaps_and_a_restart_goes_on_where_it_ended()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    await Log.AppendAsync(Entry($"{writer}-{i}"), new AuditDetails(), Cancellation);
            },
            Cancellation)));
        await StopAsync();
        await StartAsync();
        await Log.AppendAsync(Entry("last"), new AuditDetails(), Cancellation);

        var all = await Query.ListAsync(new AuditFilter { Limit = 1000 }, Cancellation);

        Assert.Equal(Enumerable.Range(0, 641).Select(i => (long)i).Reverse(), all.Select(record => record.Sequence));
        Assert.Equal("last", all[0].Entry.Id);
    }

    [Fact]
    public async Task what_waits_when_the_program_stops_is_still_written()
    {
        var log = Log;
        var waiting = Enumerable.Range(0, 500).Select(i => log.AppendAsync(Entry($"{i}"), new AuditDetails(), Cancellation)).ToArray();

        await StopAsync();

        await Task.WhenAll(waiting);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => log.AppendAsync(Entry("late"), new AuditDetails(), Cancellation));
        await StartAsync();
        Assert.Equal(500, (await Query.ListAsync(new AuditFilter { Limit = 1000 }, Cancellation)).Count);
    }

    [Fact]
    public async Task a_store_that_is_locked_fails_the_entry_and_heals_without_a_gap()
    {
        await Log.AppendAsync(Entry("before"), new AuditDetails(), Cancellation);
        await using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder, Database.FileName)};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "UPDATE audit_entries SET Kind = Kind";
            command.Transaction = (Microsoft.Data.Sqlite.SqliteTransaction)transaction;
            await command.ExecuteNonQueryAsync(Cancellation);
            await Assert.ThrowsAsync<AuditUnavailableException>(() => Log.AppendAsync(Entry("lost"), new AuditDetails(), Cancellation));
        }

        await Log.AppendAsync(Entry("after"), new AuditDetails(), Cancellation);

        Assert.Equal(["after", "before"], (await Query.ListAsync(new AuditFilter(), Cancellation)).Select(record => record.Entry.Id));
    }

    [Fact]
    public async Task the_stored_octets_are_canonical_and_seal_the_details()
    {
        await Log.AppendAsync(Entry("one"), new AuditDetails { Actor = "https://friend.example/users/bob" }, Cancellation);
        await using var context = await _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        var entry = await context.AuditEntries.SingleAsync(Cancellation);
        var details = await context.AuditDetails.SingleAsync(Cancellation);

        Assert.Equal(32, details.Salt.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. details.Salt, .. details.Canonical])), AuditEntry.Parse(entry.Canonical).Details);
        Assert.Equal(entry.Canonical, AuditEntry.Parse(entry.Canonical).Canonical());
    }

    [Fact]
    public async Task erasing_the_details_leaves_the_entry_as_it_is()
    {
        await Log.AppendAsync(Entry("01m86m8ezed24f657pzvmpnzat"), new AuditDetails { Actor = "https://friend.example/users/bob" }, Cancellation);
        await using var context = await _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        var before = (await context.AuditEntries.AsNoTracking().SingleAsync(Cancellation)).Canonical;

        await context.AuditDetails.ExecuteDeleteAsync(Cancellation);

        var record = await Query.FindAsync("01M86M8EZED24F657PZVMPNZAT", Cancellation);
        Assert.Null(record!.Details);
        Assert.Equal(before, record.Entry.Canonical());
    }

    [Fact]
    public async Task what_a_peer_chose_is_kept_short_and_inert()
    {
        var hostile = "\u001b[31m\r\n\u0000\ud800\u202e=cmd()" + new string('x', 1024 * 1024);

        await Log.AppendAsync(Entry("one"), new AuditDetails { Actor = hostile, UserAgent = hostile, ActivityTypes = [hostile], Target = hostile }, Cancellation);

        var details = Assert.Single(await Query.ListAsync(new AuditFilter(), Cancellation)).Details!;
        foreach (var text in (string?[])[details.Actor, details.UserAgent, details.ActivityTypes![0], details.Target])
        {
            Assert.True(text!.Length <= 1025);
            Assert.DoesNotContain(text, c => char.IsControl(c) || char.IsSurrogate(c) || c == '\u202e');
        }
    }

    [Fact]
    public async Task entries_can_be_found_by_peer_code_rule_and_time()
    {
        var noon = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        await Log.AppendAsync(Entry("a") with { Peer = "a.example", Code = "blocked", Rule = "r1", Time = noon }, new AuditDetails(), Cancellation);
        await Log.AppendAsync(Entry("b") with { Peer = "b.example", Code = "blocked", Rule = "r2", Time = noon.AddHours(1) }, new AuditDetails(), Cancellation);
        await Log.AppendAsync(Entry("c") with { Peer = "a.example", Code = "not-committed", Rule = "r2", Time = noon.AddHours(2) }, new AuditDetails(), Cancellation);

        Assert.Equal(["c", "a"], await IdsAsync(new AuditFilter { Peer = "a.example" }));
        Assert.Equal(["b", "a"], await IdsAsync(new AuditFilter { Code = "blocked" }));
        Assert.Equal(["c", "b"], await IdsAsync(new AuditFilter { Rule = "r2" }));
        Assert.Equal(["c", "b"], await IdsAsync(new AuditFilter { Since = noon.AddHours(1) }));
        Assert.Equal(["b", "a"], await IdsAsync(new AuditFilter { Until = noon.AddHours(2) }));
        Assert.Equal(["c"], await IdsAsync(new AuditFilter { Limit = 1 }));
    }

    private async Task<IEnumerable<string>> IdsAsync(AuditFilter filter) => (await Query.ListAsync(filter, Cancellation)).Select(record => record.Entry.Id);

    private async Task StartAsync()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(_folder).AddAudit(AuditWorld.Options(_folder)).BuildServiceProvider();
        await Log.StartAsync(Cancellation);
    }

    private async Task StopAsync()
    {
        await Log.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private static AuditEntry Entry(string id) => new()
    {
        Id = id,
        Time = new DateTimeOffset(2026, 11, 24, 12, 0, 0, 123, TimeSpan.Zero),
        Kind = "refusal",
        Checkpoint = "gateway",
        Direction = "outbound",
        Request = "fetch",
        Peer = "stranger.example",
        Code = "not-committed",
        Rule = "everyone else",
        Missing = ["no-ai-training"],
        Enforced = true,
        Policy = new string('0', 64),
    };
}
