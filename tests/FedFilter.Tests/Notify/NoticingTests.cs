using System.Collections.Immutable;
using FedFilter.Audit;
using FedFilter.Declarations;
using FedFilter.Policy.Yaml;

namespace FedFilter.Tests.Notify;

public sealed class NoticingTests
{
    private const string Ending = """
        peers:
          - { host: soon.example, attests: [no-ai-training], expires: 2026-12-24, by: alice }
          - { host: same-day.example, attests: [no-ai-training], expires: 2026-12-24 }
          - { host: later.example, attests: [no-ai-training], expires: 2027-06-01 }
          - { host: reviewed.example, attests: [no-ai-training], reviewed: 2025-11-29 }
          - { host: over.example, attests: [no-ai-training], expires: 2026-11-01 }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EvidenceChanges.TextChanged)]
    [InlineData(EvidenceChanges.ClauseLost)]
    [InlineData(EvidenceChanges.TextAnnounced)]
    [InlineData(EvidenceChanges.KeyChanged)]
    [InlineData(EvidenceChanges.Withdrawn)]
    public async Task a_change_that_an_admin_has_to_look_at_is_told_with_its_difference(string code)
    {
        await using var world = await NotifyWorld.StartAsync();
        var change = new EvidenceChange("pinned.example", "pinned text", code)
        {
            Url = "https://pinned.example/terms",
            Before = new string('a', 64),
            After = new string('b', 64),
            Detail = "another text",
            Diff = "- We do not train AI.\n+ We <b>train</b> AI.\n",
        };

        await world.Records.SaveAsync(new PeerRecord("pinned.example", world.Time.GetUtcNow(), ImmutableArray<SourceRecord>.Empty), world.Time.GetUtcNow(), [change], Cancellation);
        await world.PassUntilAsync(async () => (await world.StateAsync()).TakenAt is not null);
        await world.PassAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));

        var told = Assert.Single(world.Webhook.Told);
        Assert.NotNull(told.KeyId);
        Assert.Equal(
            [code, "pinned.example", change.Url, change.Before, change.After, change.Detail, change.Diff],
            told.Members("event", "peer", "url", "before", "after", "detail", "diff"));
        Assert.Contains("`fedfilter peers show pinned.example`", told.Member("text"));
    }

    [Fact]
    public async Task changes_that_are_only_counted_are_recorded_by_domain_when_the_hour_has_ended_and_nobody_is_notified()
    {
        await using var world = await NotifyWorld.StartAsync();
        foreach (var domain in (string[])["flipping.example", "flipping.example", ""])
            await world.Records.SaveAsync(
                new PeerRecord("h.flipping.example", world.Time.GetUtcNow(), ImmutableArray<SourceRecord>.Empty), world.Time.GetUtcNow(),
                [new EvidenceChange(domain, "", EvidenceChanges.Withdrawn) { Count = 1, Detail = "" }], Cancellation);
        await world.PassAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.Empty(await EntriesAsync());

        await world.SleepAsync(TimeSpan.FromHours(1));
        await world.PassUntilAsync(async () => (await EntriesAsync()).Count == 2);

        Assert.Equal(
            [(null, "flipping.example", 2L, null), (null, null, 1L, true)],
            (await EntriesAsync()).Select(record => (record.Entry.Peer, record.Entry.Domain, record.Entry.Count!.Value, record.Entry.Overflow)));
        Assert.Empty(world.Webhook.Told);

        Task<IReadOnlyList<AuditRecord>> EntriesAsync() => world.Audit.ListAsync(new AuditFilter { Kind = AuditKind.Evidence, OldestFirst = true }, Cancellation);
    }

    [Theory]
    [InlineData(EvidenceChanges.Found)]
    [InlineData(EvidenceChanges.Changed)]
    [InlineData(EvidenceChanges.TextRestored)]
    public async Task a_change_that_needs_nobody_is_not_told(string code)
    {
        await using var world = await NotifyWorld.StartAsync();

        await world.Records.SaveAsync(new PeerRecord("a.example", world.Time.GetUtcNow(), ImmutableArray<SourceRecord>.Empty), world.Time.GetUtcNow(), [new EvidenceChange("a.example", "x", code) { Detail = "" }], Cancellation);
        await world.PassAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        await world.AddAsync("after");
        await world.PassUntilAsync(() => !world.Webhook.Told.IsEmpty);

        Assert.Equal(["a-test"], world.Webhook.Events);
    }

    [Fact]
    public async Task strangers_cannot_drown_what_is_told_of_hosts_that_the_policy_names()
    {
        await using var world = await NotifyWorld.StartAsync(policy: "peers: [{ host: named.example, attests: [no-ai-training] }]");

        await SaveAsync(world, [.. Enumerable.Range(0, 60).Select(number => Withdrawn($"{number}.stranger.example"))]);
        await SaveAsync(world, [Withdrawn("named.example")]);
        await world.PassUntilAsync(() => world.Webhook.Told.Any(told => told.Member("peer") == "named.example"));

        Assert.Equal(51, world.Webhook.Told.Count);
    }

    private static EvidenceChange Withdrawn(string peer) => new(peer, "commitment document", EvidenceChanges.Withdrawn) { Detail = "gone" };

    private static Task SaveAsync(NotifyWorld world, EvidenceChange[] changes) =>
        world.Records.SaveAsync(new PeerRecord(changes[0].Peer, world.Time.GetUtcNow(), ImmutableArray<SourceRecord>.Empty), world.Time.GetUtcNow(), changes, Cancellation);

    [Fact]
    public async Task attestations_that_end_are_told_30_and_7_days_before_once_each_across_restarts()
    {
        await using var world = await NotifyWorld.StartAsync(policy: Ending);

        // The review of 2025-11-29 is due after 365 days: five days are left.
        await world.PassUntilAsync(async () => world.Webhook.Told.Count == 2 && (await world.StateAsync()).Waiting == 0);
        await world.SleepAsync(TimeSpan.Zero);
        await world.PassAsync(TimeSpan.FromMinutes(65), TimeSpan.FromMinutes(5));
        Assert.Equal(["attestations-2026-11-29-7", "attestations-2026-12-24-30"], world.Webhook.Told.Select(told => told.Member("id")).Order());
        var told = world.Webhook.Told.Single(told => told.Member("id")!.EndsWith("-30", StringComparison.Ordinal));
        Assert.Equal("""[{"peer":"same-day.example","term":"no-ai-training","lastDay":"2026-12-24"},{"peer":"soon.example","term":"no-ai-training","lastDay":"2026-12-24"}]""", told.Member("attestations"));
        Assert.Contains("2 servers", told.Member("text"));
        Assert.DoesNotContain("alice", told.Body);

        await world.SleepAsync(TimeSpan.FromDays(24));
        await world.PassUntilAsync(async () => world.Webhook.Told.Count > 2 && (await world.StateAsync()).Waiting == 0);
        await world.SleepAsync(TimeSpan.FromDays(3));
        await world.PassAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2));

        Assert.Equal(["attestations-2026-11-29-7", "attestations-2026-12-24-30", "attestations-2026-12-24-7"], world.Webhook.Told.Select(told => told.Member("id")).Order());
    }

    [Fact]
    public async Task a_policy_that_stays_broken_is_told_once_and_an_edit_in_between_is_not()
    {
        await using var world = await NotifyWorld.StartAsync();
        var set = world.Policies.Current;
        Problem[] problems = [.. Enumerable.Range(1, 25).Select(line => new Problem(new Place("/etc/policies/rules.yaml", line, 1), "is wrong"))];

        world.Policies.Keep(problems);
        await world.PassAsync(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
        world.Policies.Take(set);
        await world.PassAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(5));
        Assert.Empty(world.Webhook.Told);

        world.Policies.Keep(problems);
        await world.PassUntilAsync(() => !world.Webhook.Told.IsEmpty);
        world.Policies.Keep([.. problems.Take(1)]);
        await world.PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));

        var told = Assert.Single(world.Webhook.Told);
        Assert.Equal(("policy-not-taken", "5"), (told.Member("event"), told.Member("more")));
        Assert.Contains("/etc/policies/rules.yaml:1:1: is wrong", told.Member("problems"));
    }
}
