using System.Diagnostics;
using FedFilter.Declarations;
using FedFilter.Declarations.Commitments;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Tests.Declarations;

/// <summary>When peers are asked, how long a request waits for them, and what keeps whom waiting.</summary>
public sealed class GatheringTests : IAsyncLifetime
{
    private DeclarationWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await DeclarationWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_request_that_depends_on_it_gets_the_answer()
    {
        _world.PublishSigned();

        var known = await _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);

        Assert.NotEmpty(known.Evidence.Pieces);
        Assert.Null(known.Evidence.PendingSince);
    }

    [Fact]
    public async Task requests_that_come_together_make_one_question()
    {
        var asked = 0;
        var gate = new TaskCompletionSource();
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            Interlocked.Increment(ref asked);
            await gate.Task;
            context.Response.StatusCode = 404;
        };

        var waiting = Enumerable.Range(0, 50).Select(_ => _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation)).ToArray();
        await World.Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref asked) == 1));
        gate.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task a_request_waits_three_seconds_and_the_answer_counts_for_the_next()
    {
        var gate = new TaskCompletionSource();
        var octets = CommitmentWriter.Signed(_world.Document(), _world.Key);
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            await gate.Task;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(octets, Cancellation);
        };

        var asking = _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);
        await World.Eventually.HoldsAsync(() => Task.FromResult(_world.Fetches > 0));
        Assert.False(asking.IsCompleted);
        _world.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull((await asking.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Evidence.PendingSince);

        gate.SetResult();
        await World.Eventually.HoldsAsync(async () => (await _world.StandingAsync()).State == StandingState.Committed);
    }

    [Fact]
    public async Task who_does_not_answer_is_not_asked_again_for_every_request()
    {
        _world.Status(CommitmentDocument.WellKnown, 503);
        await _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);
        var asked = _world.Fetches;

        await _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);
        Assert.Equal(asked, _world.Fetches);

        _world.Time.Advance(TimeSpan.FromSeconds(31));
        await _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);
        Assert.True(_world.Fetches > asked);
    }

    [Fact]
    public async Task who_sends_an_octet_a_second_takes_no_other_peers_turn()
    {
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            context.Response.StatusCode = context.Request.Host.Host == DeclarationWorld.Peer ? 200 : 404;
            if (context.Response.StatusCode == 404)
                return;
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync("{"u8.ToArray(), context.RequestAborted);
                await Task.Delay(1000, context.RequestAborted);
            }
        };
        var slow = _world.Gathering.AskAsync(DeclarationWorld.Peer, "social.example", Cancellation);
        await World.Eventually.HoldsAsync(() => Task.FromResult(_world.Fetches > 0));

        var other = await _world.Gathering.AskAsync("other.example", "social.example", Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation); // the clock stands: whoever had to wait would wait on

        Assert.Null(other.Evidence.PendingSince);
        Assert.False(slow.IsCompleted);
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Reasons.StandingPending, (await _world.StandingAsync()).Doubt);
    }

    [Fact]
    public void one_domain_cannot_have_any_number_of_hosts_asked()
    {
        var clock = Stopwatch.StartNew();
        using var limits = new AskLimits();

        var taken = Enumerable.Range(0, 100).Count(host => limits.TryTake($"h{host}.evil.example"));

        Assert.InRange(taken, 20, 20 + (int)clock.Elapsed.TotalSeconds + 1); // one more a second
        Assert.True(limits.TryTake("friend.test"));
        Assert.All(Enumerable.Range(0, 100), customer => Assert.True(limits.TryTake($"c{customer}.masto.host")));
    }

    [Fact]
    public async Task one_peer_is_read_by_one_caller_at_a_time()
    {
        var (reading, most) = (0, 0);
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref reading));
            await Task.Delay(100, context.RequestAborted);
            Interlocked.Decrement(ref reading);
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(_world.GatherAsync)));

        Assert.Equal((1, 4), (most, _world.Fetches / 2)); // the document and NodeInfo
    }

    [Fact]
    public async Task changes_of_strangers_are_recorded_twenty_a_day_for_each_domain_and_further_ones_are_counted()
    {
        for (var i = 0; i < 25; i++)
        {
            _world.PublishSigned();
            await _world.GatherAsync();
            _world.Withdraw();
            await _world.GatherAsync();
        }

        var single = await _world.ChangesAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        var all = await _world.ChangesAsync();

        Assert.Equal(EvidenceLimits.MaxOfDomain, single.Count);
        Assert.All(single, change => Assert.Null(change.Count));
        Assert.InRange(all.Count, single.Count + 1, single.Count + 3);
        Assert.All(all.Skip(single.Count), change => Assert.Equal((DeclarationWorld.Peer, false), (change.Peer, change.NeedsReview)));
        Assert.Equal(50, all.Sum(change => change.Count ?? 1));
    }

    [Fact]
    public async Task changes_of_hosts_that_the_policy_names_are_all_recorded()
    {
        _world.Entry = "attests: [no-ai-training]";
        for (var i = 0; i < 15; i++)
        {
            _world.PublishSigned();
            await _world.GatherAsync();
            _world.Withdraw();
            await _world.GatherAsync();
        }

        Assert.Equal(30, (await _world.ChangesAsync()).Count(change => change.Count is null));
    }

    [Fact]
    public void changes_of_strangers_have_a_limit_for_all_domains_too_that_begins_anew_each_day()
    {
        var limits = new EvidenceLimits(_world.Time);

        Assert.Equal(EvidenceLimits.MaxOfAll, Enumerable.Range(0, 2_000).Count(i => limits.TryTake($"d{i}.example")));
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(EvidenceLimits.MaxOfDomain, Enumerable.Range(0, 100).Count(i => limits.TryTake($"h{i}.d.example")));
    }

    [Fact]
    public async Task a_peer_that_was_met_is_asked_in_the_next_round_and_daily_from_then_on()
    {
        _world.PublishSigned();
        _world.Gathering.Meet(DeclarationWorld.Peer, "social.example");
        await World.Eventually.HoldsAsync(async () => (await _world.Records.DueAsync(10, Cancellation)).Count == 1);

        using var round = _world.Round;
        Assert.Equal(1, await round.RoundAsync(Cancellation));
        Assert.Equal(StandingState.Committed, (await _world.StandingAsync()).State);
        Assert.Equal(0, await round.RoundAsync(Cancellation));

        _world.Withdraw();
        _world.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, await round.RoundAsync(Cancellation));
        Assert.Equal(StandingState.Withdrawn, (await _world.StandingAsync()).State);
    }

    [Fact]
    public async Task requests_that_meet_one_new_peer_at_one_time_do_not_fail_for_each_other()
    {
        var hosts = Enumerable.Range(0, 20).Select(number => $"p{number}.example").ToArray();

        await Task.WhenAll(hosts.SelectMany(host => Enumerable.Range(0, 8).Select(number => Task.Run(() => number == 0
            ? _world.Records.EnrolAsync([host], TimeSpan.Zero, Cancellation)
            : _world.Records.EnrolAsync(host, Cancellation)))));

        Assert.Equal(hosts.Order(StringComparer.Ordinal), await _world.Records.HostsAsync(Cancellation));
    }

    [Fact]
    public async Task who_waits_for_another_reading_of_a_peer_takes_what_that_one_found()
    {
        var asked = 0;
        var answer = new TaskCompletionSource();
        _world.Pages[FedFilter.Declarations.Commitments.CommitmentDocument.WellKnown] = async context =>
        {
            Interlocked.Increment(ref asked);
            await answer.Task;
            context.Response.StatusCode = 404;
        };

        var first = _world.Gathering.GatherAsync(DeclarationWorld.Peer, all: false, Cancellation);
        await World.Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref asked) == 1));
        var second = _world.Gathering.GatherAsync(DeclarationWorld.Peer, all: false, Cancellation);
        answer.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task a_peer_that_the_policy_names_is_asked_when_it_shows_itself_and_the_store_is_not_read_for_each_of_its_requests()
    {
        _world.Entry = "attests: [no-ai-training]";
        using var round = _world.Round;
        Assert.Equal(0, await round.RoundAsync(Cancellation)); // enrolled, for some time in the next hours

        var first = await _world.Records.FindAsync(DeclarationWorld.Peer, Cancellation);
        Assert.Same(first, await _world.Records.FindAsync(DeclarationWorld.Peer, Cancellation));
        Assert.Null(first.AskedAt);

        _world.Gathering.Meet(DeclarationWorld.Peer, "social.example");
        await World.Eventually.HoldsAsync(async () => await round.RoundAsync(Cancellation) == 1);
        Assert.NotNull((await _world.Records.FindAsync(DeclarationWorld.Peer, Cancellation)).AskedAt);
    }

    [Fact]
    public async Task a_peer_whose_key_changed_is_asked_at_once()
    {
        await _world.GatherAsync();
        _world.PublishSigned();
        using var round = _world.Round;
        Assert.Equal(0, await round.RoundAsync(Cancellation));

        _world.Gathering.AskSoon(DeclarationWorld.Peer);
        await World.Eventually.HoldsAsync(async () => await round.RoundAsync(Cancellation) == 1);

        Assert.Equal(StandingState.Committed, (await _world.StandingAsync()).State);
    }

    [Fact]
    public async Task who_does_not_answer_is_asked_ever_less_often()
    {
        _world.Status(CommitmentDocument.WellKnown, 503);
        var waits = new List<TimeSpan>();
        for (var time = 0; time < 12; time++)
        {
            var record = await _world.GatherAsync();
            waits.Add(AskSchedule.Next(record, _world.Time.GetUtcNow()) - _world.Time.GetUtcNow());
        }

        Assert.InRange(waits[0], TimeSpan.FromSeconds(48), TimeSpan.FromMinutes(1));
        Assert.InRange(waits[^1], TimeSpan.FromMinutes(48), TimeSpan.FromHours(1)); // it may yet turn out to be committed
    }

    [Fact]
    public async Task what_it_runs_is_known_by_its_nodeinfo_and_asked_weekly()
    {
        _world.Answer("/.well-known/nodeinfo", """{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"http://peer.example/nodeinfo/2.0"}]}""", "application/json");
        _world.Answer("/nodeinfo/2.0", """{"software":{"name":"Mastodon","version":"4.6"}}""", "application/json");

        Assert.Equal("mastodon", (await _world.GatherAsync()).Software);

        _world.Answer("/nodeinfo/2.0", """{"software":{"name":"gotosocial"}}""", "application/json");
        Assert.Equal("mastodon", (await _world.Gathering.GatherAsync(DeclarationWorld.Peer, all: false, Cancellation)).Software);
        _world.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal("gotosocial", (await _world.Gathering.GatherAsync(DeclarationWorld.Peer, all: false, Cancellation)).Software);
    }

    [Theory]
    [InlineData("""{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"http://other.example/nodeinfo/2.0"}]}""")]
    [InlineData("""{"links":"no"}""")]
    [InlineData("""{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"http://peer.example/evil"}]}""")]
    [InlineData("<html>")]
    public async Task nodeinfo_that_is_none_names_nothing(string links)
    {
        _world.Answer("/.well-known/nodeinfo", links, "application/json");
        _world.Answer("/nodeinfo/2.0", """{"software":{"name":"mastodon"}}""", "application/json");
        _world.Answer("/evil", """{"software":{"name":"\u001b[31m red"}}""", "application/json");

        Assert.Null((await _world.GatherAsync()).Software);
    }
}
