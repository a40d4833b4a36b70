using System.Net;
using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class RefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_uncommitted_peer_is_refused_and_told_why_and_what_to_do()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("not-committed", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.Equal("stranger.example", await GatewayWorld.ProblemAsync(answer, "peer"));
        Assert.Equal("[\"no-ai-training\"]", await GatewayWorld.ProblemAsync(answer, "missing"));
        Assert.Equal("http://social.example/fedfilter/terms", await GatewayWorld.ProblemAsync(answer, "terms"));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_refusal_is_in_the_log_when_its_answer_arrives()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post + "?page=1", world.Stranger.Key, headers => headers.TryAddWithoutValidation("User-Agent", "stranger/1"));

        var record = await world.Audit.FindAsync((await GatewayWorld.ProblemAsync(answer, "decision"))!, Cancellation);
        Assert.Equal("refusal", record!.Entry.Kind);
        Assert.Equal("stranger.example", record.Entry.Peer);
        Assert.Equal("everyone else", record.Entry.Rule);
        Assert.Equal(["no-ai-training"], record.Entry.Missing);
        Assert.True(record.Entry.Enforced);
        Assert.Equal(FakeOrigin.Post + "?page=1", record.Details!.Target);
        Assert.Equal("stranger/1", record.Details.UserAgent);
        Assert.Equal("127.0.0.0/24", record.Details.ClientNetwork);
    }

    [Fact]
    public async Task what_passes_is_not_in_the_log()
    {
        await using var world = await GatewayWorld.StartAsync();

        await world.FetchAsync(FakeOrigin.Post, world.Friend.Key);

        Assert.Empty(await world.Audit.ListAsync(new AuditFilter(), Cancellation));
    }

    [Fact]
    public async Task a_stranger_may_deliver_and_clean_up()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync(world.Stranger.Activity("Follow"), world.Stranger.Key)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await world.DeliverAsync(world.Stranger.Activity("Delete"), world.Stranger.Key)).StatusCode);
    }

    [Fact]
    public async Task a_person_gets_a_page_instead_of_a_problem_document()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key, headers => headers.Add("Accept", "text/html"));

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("not-committed", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task terse_refusals_give_a_decision_id_and_nothing_else()
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  refusals: terse");

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        Assert.NotNull(await GatewayWorld.ProblemAsync(answer, "decision"));
        foreach (var member in (string[])["code", "peer", "missing", "terms"])
            Assert.Null(await GatewayWorld.ProblemAsync(answer, member));
    }

    [Fact]
    public async Task in_observe_mode_everything_passes_and_is_recorded()
    {
        const string observing = """
            mode: observe
            rules:
              - { name: nobody, then: refuse, because: closed }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: observing);

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Entry.Enforced);
        Assert.Equal(1, await world.Audit.CountUnenforcedAsync(Cancellation));
    }

    [Fact]
    public async Task a_hold_is_503_with_a_time_to_come_back()
    {
        const string holding = """
            mode: enforce
            rules:
              - { name: wait, when: { peer: stranger.example }, then: hold, because: under-review }
              - { name: all, then: allow }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: holding);

        var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("hold", Assert.Single(await world.Audit.ListAsync(new AuditFilter { Code = "under-review" }, Cancellation)).Entry.Kind);
    }

    [Fact]
    public async Task removing_an_attestation_takes_effect_while_the_gateway_runs()
    {
        await using var world = await GatewayWorld.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);

        await File.WriteAllTextAsync(world.PeersFile, "peers: []\n", Cancellation);

        await Eventually.HoldsAsync(async () => (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_policy_with_an_error_leaves_the_last_good_one_in_force()
    {
        await using var world = await GatewayWorld.StartAsync();
        var store = world.Gateway.Services.GetRequiredService<PolicyStore>();

        await File.WriteAllTextAsync(world.PeersFile, "peers:\n  - { host: friend.example, atests: [no-ai-training] }\n", Cancellation);
        await Eventually.HoldsAsync(() => Task.FromResult(store.Problems.Count > 0));

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
    }

    [Fact]
    public async Task an_activity_of_an_actor_elsewhere_is_refused_and_recorded()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.DeliverAsync(world.Friend.Activity("Create"), world.Stranger.Key);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("forwarded-unverified", await GatewayWorld.ProblemAsync(answer, "code"));
        var record = Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation));
        Assert.Equal(("stranger.example", world.Friend.Actor), (record.Entry.Peer, record.Details!.Actor));
    }

    [Fact]
    public async Task a_forwarded_activity_that_may_pass_is_decided_for_each_host_and_the_worst_wins()
    {
        const string blocking = """
            mode: enforce
            rules:
              - { name: not them, when: { peer: friend.example }, then: refuse, because: blocked }
              - { name: all, then: allow }
            """;
        await using var world = await GatewayWorld.StartAsync(gateway: "  forwarded: pass", policy: blocking);

        var forwarded = await world.DeliverAsync(world.Friend.Activity("Create"), world.Stranger.Key);
        var own = await world.DeliverAsync(world.Stranger.Activity("Create"), world.Stranger.Key);
        var boost = await world.DeliverAsync(world.Stranger.Activity("Announce", "http://friend.example/notes/1"), world.Stranger.Key);
        var boostOfOurs = await world.DeliverAsync(world.Stranger.Activity("Announce"), world.Stranger.Key);

        Assert.Equal("blocked", await GatewayWorld.ProblemAsync(forwarded, "code"));
        var entry = (await world.Audit.ListAsync(new AuditFilter(), Cancellation))[^1].Entry;
        Assert.Equal(("friend.example", "stranger.example"), (entry.Peer, entry.Signer));
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.Equal("blocked", await GatewayWorld.ProblemAsync(boost, "code"));
        Assert.Equal(HttpStatusCode.Accepted, boostOfOurs.StatusCode);
    }

    [Fact]
    public async Task a_refusal_that_cannot_be_recorded_is_held_instead_and_what_is_allowed_goes_on()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Folder, "data", "fedfilter.db")}"))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "UPDATE audit_entries SET Kind = Kind";
            command.Transaction = (Microsoft.Data.Sqlite.SqliteTransaction)transaction;
            await command.ExecuteNonQueryAsync(Cancellation);

            var refused = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("audit-unavailable", await GatewayWorld.ProblemAsync(refused, "code"));
            Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
    }
}
