using FedFilter.Audit;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Tests.Audit;

public sealed class AuditQueryTests : IAsyncLifetime
{
    private AuditWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await AuditWorld.StartAsync();

        // 0 to 39: four hours, two peers, three types, two rules, one held at egress.
        for (var i = 0; i < 40; i++)
        {
            if (i % 10 == 0 && i > 0)
                _world.Time.Advance(TimeSpan.FromHours(1));
            var n = i;
            await _world.AppendAsync(
                1,
                _ => _world.Refusal() with
                {
                    Peer = n % 2 == 0 ? "even.example" : "odd.example",
                    Rule = n % 4 == 0 ? "fourth" : "everyone else",
                    Code = n % 5 == 0 ? "blocked" : "not-committed",
                    Kind = n == 33 ? AuditKind.Hold : AuditKind.Refusal,
                    Checkpoint = n == 34 ? "egress" : "gateway",
                },
                _ => new AuditDetails { Actor = $"https://x.example/users/Ümläut{n}", ActivityTypes = [(n % 3) switch { 0 => "Create", 1 => "Announce", _ => "Like" }], UserAgent = n == 20 ? "O'Reilly \"quoted\" 100%_agent" : "Mastodon" });
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task each_filter_finds_what_it_names()
    {
        Assert.Equal(Backwards(i => i % 2 == 0), await FindAsync(new AuditFilter { Peer = "even.example" }));
        Assert.Equal(Backwards(i => i % 4 == 0), await FindAsync(new AuditFilter { Rule = "fourth" }));
        Assert.Equal(Backwards(i => i % 5 == 0), await FindAsync(new AuditFilter { Code = "blocked" }));
        Assert.Equal([33], await FindAsync(new AuditFilter { Kind = AuditKind.Hold }));
        Assert.Equal([34], await FindAsync(new AuditFilter { Checkpoint = "egress" }));
        Assert.Equal(Backwards(i => i % 3 == 1), await FindAsync(new AuditFilter { Type = "Announce" }));
    }

    [Fact]
    public async Task filters_hold_together_whichever_leads()
    {
        Assert.Equal(Backwards(i => i % 20 == 0), await FindAsync(new AuditFilter { Rule = "fourth", Code = "blocked", Peer = "even.example", Checkpoint = "gateway", Kind = AuditKind.Refusal }));
        Assert.Equal(Backwards(i => i % 6 == 0), await FindAsync(new AuditFilter { Type = "Create", Peer = "even.example" }));
        Assert.Equal(Backwards(i => i % 12 == 0), await FindAsync(new AuditFilter { Type = "Create", Rule = "fourth" }));
        Assert.Equal(Backwards(i => i % 12 == 0), await FindAsync(new AuditFilter { Type = "Create", Rule = "fourth", Text = "mastodon" }));
        Assert.Empty(await FindAsync(new AuditFilter { Peer = "odd.example", Rule = "fourth" }));
    }

    [Fact]
    public async Task times_are_found_across_hours()
    {
        var noon = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(Backwards(i => i >= 20), await FindAsync(new AuditFilter { Since = noon.AddHours(2) }));
        Assert.Equal(Backwards(i => i < 20), await FindAsync(new AuditFilter { Until = noon.AddHours(2) }));
        Assert.Equal(Backwards(i => i is >= 10 and < 30 && i % 2 == 0), await FindAsync(new AuditFilter { Since = noon.AddMinutes(30), Until = noon.AddHours(2).AddMinutes(30), Peer = "even.example" }));
        Assert.Empty(await FindAsync(new AuditFilter { Since = noon.AddHours(5) }));
        Assert.Empty(await FindAsync(new AuditFilter { Until = noon.AddHours(-5) }));
    }

    [Theory]
    [InlineData("Ümläut17", new long[] { 17 })]
    [InlineData("users/Ümläut3*", new long[] { 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 3 })]
    [InlineData("o'reilly", new long[] { 20 })]
    [InlineData("100%_agent", new long[] { 20 })]
    [InlineData("x.example/users/Ümläut5", new long[] { 5 })]
    [InlineData("100%xagent", new long[0])]
    [InlineData("users umläut", new long[0])]
    [InlineData("\" OR audit_words MATCH \"a", new long[0])]
    [InlineData("NEAR(mastodon", new long[0])]
    public async Task text_is_found_as_it_stands_and_is_no_language(string text, long[] expected)
    {
        Assert.Equal(expected, await FindAsync(new AuditFilter { Text = text }));
        Assert.Equal(expected.Where(i => i % 2 == 0), await FindAsync(new AuditFilter { Text = text + "*", Peer = "even.example" }));
    }

    [Fact]
    public async Task pages_follow_each_other_and_all_is_read_oldest_first()
    {
        var pages = new List<long>();
        for (long? before = null; await FindAsync(new AuditFilter { Peer = "even.example", Limit = 7, Before = before }) is [.., var last] page; before = last)
            pages.AddRange(page);

        Assert.Equal(Backwards(i => i % 2 == 0), pages);
        Assert.Equal(Backwards(i => i % 2 == 0).Reverse(), await _world.Query.AllAsync(new AuditFilter { Peer = "even.example" }, Cancellation).Select(record => record.Sequence).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task a_decision_is_found_with_what_counts_its_followers()
    {
        var opening = _world.Refusal() with { Kind = "refusals" };
        await _world.AppendAsync(1, _ => opening);
        await _world.AppendAsync(1, _ => _world.Refusal() with { Kind = "refusals", Of = opening.Id, Count = 9 });

        Assert.Equal([41, 40], await FindAsync(new AuditFilter { Id = opening.Id }));
    }

    [Fact]
    public async Task counts_by_day_peer_and_reason_are_kept()
    {
        var stats = await AuditStats.OfAsync(_world.Service<IDbContextFactory<FedFilterContext>>(), [AuditKind.Refusal], DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 10, Cancellation);

        Assert.Equal([new AuditStat("2026-11-24", 39)], stats.Days);
        Assert.Equal([new AuditStat("even.example", 20), new AuditStat("odd.example", 19)], stats.Peers);
        Assert.Equal([new AuditStat("not-committed", 31), new AuditStat("blocked", 8)], stats.Reasons);
    }

    private static IEnumerable<long> Backwards(Func<long, bool> which) => Enumerable.Range(0, 40).Select(i => 39L - i).Where(which);

    private async Task<IReadOnlyList<long>> FindAsync(AuditFilter filter) => [.. (await _world.Query.ListAsync(filter, Cancellation)).Select(record => record.Sequence)];
}
