using FedFilter.Audit;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Audit;

public sealed class RefusalRollupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task sixty_a_minute_get_an_entry_each_and_one_entry_stands_for_those_that_follow()
    {
        await using var world = await AuditWorld.StartAsync();

        var ids = await RefuseAsync(world, 100);

        Assert.Equal(61, ids.Distinct().Count());
        Assert.Single(ids.Skip(60).Distinct());
        var entries = await world.EntriesAsync();
        Assert.Equal([.. Enumerable.Repeat("refusal", 60), "refusals"], entries.Select(entry => entry.Kind));
        Assert.Equal(ids[99], entries[60].Id);
    }

    [Fact]
    public async Task how_many_followed_is_told_when_the_minute_has_ended()
    {
        await using var world = await AuditWorld.StartAsync();
        var ids = await RefuseAsync(world, 99);
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await RefuseAsync(world, 1);

        world.Time.Advance(TimeSpan.FromSeconds(30));

        await Eventually.HoldsAsync(async () => (await world.EntriesAsync()).Count == 62);
        var count = (await world.EntriesAsync())[61];
        Assert.Equal(("refusals", "stranger.example", "everyone else", "not-committed"), (count.Kind, count.Peer, count.Rule, count.Code));
        Assert.Equal((ids[98], 39L), (count.Of, count.Count));
        Assert.Equal(TimeSpan.FromSeconds(30), count.Last - count.First);
        Assert.Equal(39, (await world.Query.FindAsync(ids[98], Cancellation))!.Following);
    }

    [Fact]
    public async Task the_next_minute_begins_anew()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 62);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(async () => (await world.EntriesAsync()).Count == 62);

        await RefuseAsync(world, 60);

        Assert.Equal(120, (await world.EntriesAsync()).Count(entry => entry.Kind == "refusal"));
    }

    [Fact]
    public async Task another_domain_and_another_rule_have_sixty_of_their_own_and_another_outcome_is_counted_apart()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 61);

        foreach (var other in (AuditEntry[])[Entry() with { Peer = "other.example" }, Entry() with { Rule = "other" }, Entry() with { Kind = "hold" }, Entry() with { Enforced = false }])
            await world.Refusals.RecordAsync(other, new AuditDetails(), Cancellation);

        Assert.Equal(["refusals", "refusal", "refusal", "holds", "refusals"], (await world.EntriesAsync()).Skip(60).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task hosts_of_one_registrable_domain_share_its_sixty()
    {
        await using var world = await AuditWorld.StartAsync();

        for (var i = 0; i < 800; i++)
            await world.Refusals.RecordAsync(Entry() with { Peer = $"host{i % 20}.stranger.co.uk" }, new AuditDetails(), Cancellation);
        await world.Refusals.RecordAsync(Entry() with { Peer = "neighbour.co.uk" }, new AuditDetails(), Cancellation);
        await world.Refusals.FlushAsync();

        var entries = await world.EntriesAsync();
        Assert.Equal(63, entries.Count);
        Assert.Equal(("host0.stranger.co.uk", "stranger.co.uk"), (entries[60].Peer, entries[60].Domain));
        Assert.Equal(("refusal", "neighbour.co.uk"), (entries[61].Kind, entries[61].Peer));
        Assert.Equal((null, "stranger.co.uk", entries[60].Id, 739L), (entries[62].Peer, entries[62].Domain, entries[62].Of, entries[62].Count));
        Assert.Equal(entries[62].Id, Assert.Single(await world.Query.ListAsync(new AuditFilter { Peer = "stranger.co.uk" }, Cancellation)).Entry.Id);
    }

    [Fact]
    public async Task hosts_that_one_signer_names_share_its_sixty()
    {
        await using var world = await AuditWorld.StartAsync();

        for (var i = 0; i < 100; i++)
            await world.Refusals.RecordAsync(Entry() with { Peer = $"named{i}.example", Signer = "stranger.example" }, new AuditDetails(), Cancellation);
        await world.Refusals.FlushAsync();

        var entries = await world.EntriesAsync();
        Assert.Equal(62, entries.Count);
        Assert.Equal((null, "stranger.example", 39L), (entries[61].Peer, entries[61].Signer, entries[61].Count));
        Assert.Equal(entries[61].Id, Assert.Single(await world.Query.ListAsync(new AuditFilter { Peer = "stranger.example" }, Cancellation)).Entry.Id);
    }

    [Fact]
    public async Task nobody_is_answered_before_the_entry_that_stands_for_it_is_on_disk()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 60);

        Task<string>[] answers;
        await using (await world.LockAsync())
        {
            answers = [.. Enumerable.Range(0, 3).Select(_ => world.Refusals.RecordAsync(Entry(), new AuditDetails(), Cancellation))];
            await Task.Delay(300, Cancellation);
            Assert.All(answers, answer => Assert.False(answer.IsCompleted));
        }

        var id = Assert.Single((await Task.WhenAll(answers)).Distinct());
        Assert.Equal("refusals", (await world.Query.FindAsync(id, Cancellation))!.Entry.Kind);
    }

    [Fact]
    public async Task one_who_stops_waiting_does_not_take_the_entry_from_the_others()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 60);
        using var gone = new CancellationTokenSource();

        Task<string> first, second;
        await using (await world.LockAsync())
        {
            first = world.Refusals.RecordAsync(Entry(), new AuditDetails(), gone.Token);
            second = world.Refusals.RecordAsync(Entry(), new AuditDetails(), Cancellation);
            await gone.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.NotNull(await world.Query.FindAsync(await second, Cancellation));
    }

    [Fact]
    public async Task what_could_not_be_written_is_refused_to_nobody_and_the_next_one_opens_anew()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 60);
        await using (await world.LockAsync())
        {
            Task<string>[] lost = [.. Enumerable.Range(0, 3).Select(_ => world.Refusals.RecordAsync(Entry(), new AuditDetails(), Cancellation))];
            foreach (var answer in lost)
                await Assert.ThrowsAsync<AuditUnavailableException>(() => answer);
        }

        await RefuseAsync(world, 2);
        await world.Refusals.FlushAsync();

        var entries = await world.EntriesAsync();
        Assert.Equal(62, entries.Count);
        Assert.Equal((entries[60].Id, 1L), (entries[61].Of, entries[61].Count));
    }

    [Fact]
    public async Task a_count_that_cannot_be_written_is_told_later()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 70);
        await using (await world.LockAsync())
            await world.Refusals.FlushAsync();

        await world.Refusals.FlushAsync();

        Assert.Equal(9, (await world.EntriesAsync())[61].Count);
    }

    [Fact]
    public async Task who_flushes_while_another_does_waits_for_that_one()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 70);
        Task first, second;

        await using (await world.LockAsync())
        {
            (first, second) = (world.Refusals.FlushAsync(), world.Refusals.FlushAsync());
            Assert.False(second.IsCompleted);
        }

        await second;
        Assert.True(first.IsCompleted);
        Assert.Equal(9, (await world.EntriesAsync())[61].Count);
    }

    [Fact]
    public async Task counts_survive_a_stop()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 100);

        await world.StopAsync();

        Assert.Equal(39, (await world.EntriesAsync())[61].Count);
    }

    [Fact]
    public async Task what_enforcing_would_have_refused_is_the_sum_of_all_counts()
    {
        await using var world = await AuditWorld.StartAsync();
        await RefuseAsync(world, 5);
        for (var i = 0; i < 1000; i++)
            await world.Refusals.RecordAsync(Entry() with { Enforced = false }, new AuditDetails(), Cancellation);

        await world.Refusals.FlushAsync();

        Assert.Equal(1000, await world.Query.CountUnenforcedAsync(Cancellation));
    }

    [Fact]
    public async Task a_minute_has_six_hundred_single_entries_a_hundred_domains_told_apart_and_one_entry_for_all_others()
    {
        await using var world = await AuditWorld.StartAsync();
        var refused = await RefuseDomainsAsync(world, 2_000);

        await world.Refusals.FlushAsync();

        var entries = await world.EntriesAsync();
        Assert.Equal(RefusalRollup.MaxSingles, entries.Count(entry => entry.Kind == "refusal"));
        Assert.Equal(RefusalRollup.MaxRuns, entries.Count(entry => entry is { Kind: "refusals", Overflow: null }));
        var others = entries.Where(entry => entry.Overflow is true).ToArray();
        Assert.Equal((null, null, others[0].Id, 2_000L - 600 - 100 - 1), (others[1].Peer, others[1].Domain, others[1].Of, others[1].Count));
        Assert.Equal(2, others.Length);
        Assert.Superset(refused.ToHashSet(), entries.Select(entry => entry.Id).ToHashSet());
    }

    [Fact]
    public async Task whatever_comes_no_refusal_is_lost_and_none_fails()
    {
        await using var world = await AuditWorld.StartAsync();
        var random = new Random(13);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12_000).Select(_ => world.Refusals.RecordAsync(
                Entry() with { Peer = $"h{random.Next(5)}.d{random.Next(400)}.example", Rule = $"rule {random.Next(3)}", Kind = random.Next(2) == 0 ? "refusal" : "hold" }, new AuditDetails(), Cancellation)));
            await world.Refusals.FlushAsync();
        }

        var entries = await world.EntriesAsync();
        Assert.Equal(36_000, entries.Sum(entry => entry.Count ?? 1));
        Assert.InRange(entries.Count, 3 * 700, 3 * (600 + 200 + (2 * 2 * 3)));
    }

    private static async Task<List<string>> RefuseAsync(AuditWorld world, int times)
    {
        var ids = new List<string>();
        for (var i = 0; i < times; i++)
            ids.Add(await world.Refusals.RecordAsync(Entry(), new AuditDetails(), Cancellation));
        return ids;
    }

    private static async Task<string[]> RefuseDomainsAsync(AuditWorld world, int domains) =>
        await Task.WhenAll(Enumerable.Range(0, domains).Select(i => world.Refusals.RecordAsync(Entry() with { Peer = $"peer{i}.example" }, new AuditDetails(), Cancellation)));

    private static AuditEntry Entry() => new()
    {
        Id = DecisionId.New(TimeProvider.System),
        Time = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
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
