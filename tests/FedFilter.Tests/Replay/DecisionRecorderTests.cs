using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Replay;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Replay;

public sealed class DecisionRecorderTests : IAsyncLifetime, ILoggerProvider, ILogger
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private ServiceProvider _services = null!;

    /// <summary>It was said that records could not be written.</summary>
    private readonly TaskCompletionSource _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DecisionRecorder Recorder => _services.GetRequiredService<DecisionRecorder>();

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync(_folder, Cancellation);
        _services = Services("14d");
        await Recorder.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Recorder.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task what_is_alike_within_a_minute_is_one_row_with_a_count()
    {
        Recorder.Note(Fetch("/users/alice/statuses/1"));
        Recorder.Note(Fetch("/users/alice/statuses/2"));
        Recorder.Note(Fetch("/users/alice"));
        Recorder.Note(Fetch("/users/alice", peer: "other.example"));

        await EndMinuteAsync(rows: 3);

        await using var context = Context();
        var kept = await context.RecentDecisions.AsNoTracking().OrderBy(row => row.Id).Select(row => new { row.Peer, row.Path, row.Count }).ToListAsync(Cancellation);
        Assert.Equal(
            [("a.example", "/users/alice/statuses/*", 2), ("a.example", "/users/alice", 1), ("other.example", "/users/alice", 1)],
            kept.Select(row => (row.Peer, row.Path!, row.Count)));
    }

    [Fact]
    public async Task what_is_older_than_it_is_to_be_kept_is_dropped()
    {
        Recorder.Note(Fetch("/a"));
        await EndMinuteAsync(rows: 1);
        _time.Advance(TimeSpan.FromDays(13));
        Recorder.Note(Fetch("/b"));
        await EndMinuteAsync(rows: 2);

        _time.Advance(TimeSpan.FromDays(1));

        await Eventually.HoldsAsync(async () => await Context().RecentDecisions.CountAsync(Cancellation) == 1);
        Assert.Equal("/b", (await Context().RecentDecisions.SingleAsync(Cancellation)).Path);
    }

    [Fact]
    public async Task what_cannot_be_written_is_counted_as_lost_and_told_when_it_can()
    {
        await using (await LockAsync())
        {
            Recorder.Note(Fetch("/a"));
            Recorder.Note(Fetch("/a"));
            _time.Advance(TimeSpan.FromMinutes(1));
            await _gaveUp.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        }

        Recorder.Note(Fetch("/b"));
        await Eventually.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return await Context().LostDecisions.SumAsync(row => row.Count, Cancellation) == 2;
        });

        await Eventually.HoldsAsync(async () => await Context().RecentDecisions.CountAsync(Cancellation) == 1);
    }

    [Fact]
    public async Task what_comes_faster_than_it_is_taken_is_counted_as_lost()
    {
        for (var i = 0; i < DecisionRecorder.MaxWaiting + 10; i++)
            Recorder.Note(Fetch("/a"));

        await EndMinuteAsync(rows: 1);

        Assert.Equal(DecisionRecorder.MaxWaiting, (await Context().RecentDecisions.SingleAsync(Cancellation)).Count);
        await Eventually.HoldsAsync(async () => await Context().LostDecisions.SumAsync(row => row.Count, Cancellation) == 10);
    }

    [Fact]
    public async Task kinds_beyond_the_bound_are_counted_as_lost()
    {
        for (var half = 0; half < 2; half++)
        {
            for (var i = 0; i < (DecisionRecorder.MaxKinds / 2) + 5; i++)
                Recorder.Note(Fetch("/a", peer: $"{half}-{i}.example"));
            _time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.HoldsAsync(() => Task.FromResult(Recorder.Waiting == 0));
        }

        await EndMinuteAsync(rows: DecisionRecorder.MaxKinds);

        await Eventually.HoldsAsync(async () => await Context().LostDecisions.SumAsync(row => row.Count, Cancellation) == 10);
    }

    [Fact]
    public async Task what_was_noted_is_written_when_the_program_stops()
    {
        Recorder.Note(Fetch("/a"));

        await Recorder.StopAsync(Cancellation);

        Assert.Equal(1, await Context().RecentDecisions.CountAsync(Cancellation));
    }

    [Fact]
    public async Task with_zero_nothing_is_kept_and_what_was_is_dropped()
    {
        Recorder.Note(Fetch("/a"));
        await EndMinuteAsync(rows: 1);
        await using var off = Services("0");
        var recorder = off.GetRequiredService<DecisionRecorder>();
        await recorder.StartAsync(Cancellation);
        recorder.Note(Fetch("/b"));

        await recorder.StopAsync(Cancellation);

        Assert.Equal(0, await Context().RecentDecisions.CountAsync(Cancellation));
    }

    private async Task EndMinuteAsync(int rows)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(async () => await Context().RecentDecisions.CountAsync(Cancellation) == rows);
    }

    private Decided Fetch(string path, string peer = "a.example") => new(
        peer, false, RequestKind.Fetch, Direction.Outbound, Checkpoint.Gateway, [], path, null, null, false, null,
        new Decision(Outcome.Allow, "all", null, [], true, new string('a', 64)), _time.GetUtcNow());

    private FedFilterContext Context() => _services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContext();

    private ServiceProvider Services(string keep)
    {
        var (settings, problems) = SettingsFile.Read(
            Path.Combine(_folder, "fedfilter.yaml"),
            $"gateway: {{ listen: \"http://127.0.0.1:0\", origins: [ {{ host: social.example, upstream: [\"http://127.0.0.1:1\"] }} ] }}\naudit: {{ replay-keep: {keep} }}\n",
            []);
        Assert.Empty(problems);
        return new ServiceCollection()
            .AddLogging(log => log.AddProvider(this)).AddSingleton<TimeProvider>(_time).AddSingleton(settings!)
            .AddStorage(_folder, patience: 1).AddReplay().BuildServiceProvider();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void ILogger.Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
    {
        if (format(state, exception).StartsWith("Records of decisions could not be written", StringComparison.Ordinal))
            _gaveUp.TrySetResult();
    }

    bool ILogger.IsEnabled(LogLevel level) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    void IDisposable.Dispose()
    {
    }

    /// <summary>Until disposed, nothing can be written.</summary>
    private async Task<IAsyncDisposable> LockAsync()
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(_folder, Database.FileName)};Pooling=False");
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Cancellation);
        return other;
    }
}
