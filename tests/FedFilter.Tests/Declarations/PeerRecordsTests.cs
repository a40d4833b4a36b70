using FedFilter.Declarations;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Declarations;

public sealed class PeerRecordsTests : IAsyncLifetime
{
    private const string Peer = "a.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private ServiceProvider _serve = null!;
    private ServiceProvider _command = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync(_folder, Cancellation);
        (_serve, _command) = (Process(), Process());
    }

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        await _command.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task what_another_process_keeps_counts_after_the_next_look()
    {
        var (serve, command) = (Of(_serve), Of(_command));
        await SaveAsync(serve, "one");
        await serve.NoticeAsync(Cancellation);
        Assert.Equal("one", await SoftwareAsync(serve));

        await SaveAsync(command, "two");
        Assert.Equal("one", await SoftwareAsync(serve)); // from memory
        await serve.NoticeAsync(Cancellation);

        Assert.Equal("two", await SoftwareAsync(serve));
    }

    [Fact]
    public async Task what_the_process_kept_itself_stays_in_memory()
    {
        var serve = Of(_serve);
        await serve.NoticeAsync(Cancellation);
        await SaveAsync(serve, "one");
        await serve.NoticeAsync(Cancellation);

        await using (var context = await _serve.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation))
        {
            context.PeerRecords.RemoveRange(context.PeerRecords);
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal("one", await SoftwareAsync(serve));
    }

    [Fact]
    public async Task one_domain_has_a_thousand_hosts_and_what_finds_no_room_is_known_until_it_is_forgotten()
    {
        var records = Of(_serve);
        for (var i = 0; i <= PeerRecordRoom.MaxHostsOfDomain; i++)
            await records.EnrolAsync($"h{i}.many.example", Cancellation);
        await records.EnrolAsync("a.other.example", Cancellation);
        await records.EnrolAsync(["named.many.example"], TimeSpan.Zero, Cancellation);
        await records.SaveAsync(Record("last.many.example", "known"), DateTimeOffset.UnixEpoch, [], Cancellation);

        var hosts = await records.HostsAsync(Cancellation);
        Assert.Equal(PeerRecordRoom.MaxHostsOfDomain + 2, hosts.Count);
        Assert.Contains("a.other.example", hosts);
        Assert.Contains("named.many.example", hosts);
        Assert.DoesNotContain("last.many.example", hosts);
        Assert.Equal("known", (await records.FindAsync("last.many.example", Cancellation)).Software);
    }

    [Fact]
    public async Task where_room_is_scarce_records_go_that_no_decision_looked_at_and_first_of_hosts_that_never_signed()
    {
        var records = Of(_serve);
        await using (var context = await Contexts.CreateDbContextAsync(Cancellation))
            await context.Database.ExecuteSqlRawAsync($$"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{PeerRecordRoom.MaxHosts / 100 * 95}})
                INSERT INTO peer_records (Host, DueAt, Version, UsedAt) SELECT 'h.d' || i || '.example', 0, 0, i FROM n;
                INSERT INTO peers_seen (Host, FirstSeen) VALUES ('h.d1.example', 0), ('h.d5.example', 0);
                """, Cancellation);
        _ = await records.FindAsync("h.d2.example", Cancellation);

        await records.PruneAsync(["h.d3.example"], Cancellation);

        var hosts = (await records.HostsAsync(Cancellation)).ToHashSet();
        Assert.InRange(hosts.Count, PeerRecordRoom.MaxHosts / 100 * 75, PeerRecordRoom.MaxHosts / 100 * 80);
        Assert.All((string[])["h.d1.example", "h.d2.example", "h.d3.example", "h.d5.example", $"h.d{PeerRecordRoom.MaxHosts / 100 * 95}.example"], host => Assert.Contains(host, hosts));
        Assert.DoesNotContain("h.d4.example", hosts);
    }

    [Fact]
    public void records_have_room_by_their_length_too()
    {
        var room = new PeerRecordRoom();

        Assert.True(room.TryTake("a.example", isNamed: false));
        room.Grow((int)PeerRecordRoom.MaxOctets);
        Assert.True(room.IsTight);
        Assert.False(room.TryTake("b.example", isNamed: false));
        Assert.True(room.TryTake("c.example", isNamed: true));
        room.Give("a.example", (int)PeerRecordRoom.MaxOctets);
        Assert.True(room.IsWide);
        Assert.True(room.TryTake("b.example", isNamed: false));
    }

    [Fact]
    public async Task recorded_changes_of_one_peer_are_kept_up_to_twenty()
    {
        var (records, news) = (Of(_serve), _serve.GetRequiredService<EvidenceNews>());
        for (var i = 0; i < 30; i++)
        {
            await records.SaveAsync(Record(Peer, "x"), DateTimeOffset.UnixEpoch, [new EvidenceChange(Peer, "a source", $"code {i}") { Detail = "" }], Cancellation);
            foreach (var (id, _, _) in await news.UntoldAsync(10, Cancellation))
                await news.ToldAsync(id, Cancellation);
        }

        await using var context = await Contexts.CreateDbContextAsync(Cancellation);
        Assert.InRange(await context.EvidenceChanges.CountAsync(Cancellation), EvidenceNews.MaxOfPeer, EvidenceNews.MaxOfPeer + 1);
        Assert.Equal("code 29", (await news.OfAsync(Peer, 1, Cancellation))[0].Change.Code);
    }

    private IDbContextFactory<FedFilterContext> Contexts => _serve.GetRequiredService<IDbContextFactory<FedFilterContext>>();

    private ServiceProvider Process() => new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(_folder).AddSingleton<PeerRecords>().AddSingleton<EvidenceNews>().BuildServiceProvider();

    private static PeerRecords Of(ServiceProvider process) => process.GetRequiredService<PeerRecords>();

    private static async Task<string?> SoftwareAsync(PeerRecords records) => (await records.FindAsync(Peer, Cancellation)).Software;

    private static Task SaveAsync(PeerRecords records, string software)
    {
        return records.SaveAsync(Record(Peer, software), DateTimeOffset.UnixEpoch, [], Cancellation);
    }

    private static PeerRecord Record(string peer, string software)
    {
        var now = DateTimeOffset.UnixEpoch;
        return new PeerRecord(peer, now, [new SourceRecord("nodeinfo", ReadingState.Found, software, now) { Software = software, AnsweredAt = now }]);
    }
}
