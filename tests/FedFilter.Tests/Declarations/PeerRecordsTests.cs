using FedFilter.Declarations;
using FedFilter.Storage;
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

    private ServiceProvider Process() => new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(_folder).AddSingleton<PeerRecords>().BuildServiceProvider();

    private static PeerRecords Of(ServiceProvider process) => process.GetRequiredService<PeerRecords>();

    private static async Task<string?> SoftwareAsync(PeerRecords records) => (await records.FindAsync(Peer, Cancellation)).Software;

    private static Task SaveAsync(PeerRecords records, string software)
    {
        var now = DateTimeOffset.UnixEpoch;
        return records.SaveAsync(new PeerRecord(Peer, now, [new SourceRecord("nodeinfo", ReadingState.Found, software, now) { Software = software, AnsweredAt = now }]), now, [], Cancellation);
    }
}
