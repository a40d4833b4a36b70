using System.Net;
using FedFilter.Audit;
using FedFilter.Declarations;
using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints;

/// <summary>Who commits is let in without anybody doing anything, through sockets, from the first request on.</summary>
public sealed class CommittedPeersTests
{
    private const string Url = "http://stranger.example" + CommitmentDocument.WellKnown;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_stranger_that_publishes_a_signed_commitment_is_let_in_at_its_first_fetch()
    {
        await using var world = await GatewayWorld.StartAsync();
        Publish(world.Stranger, Key());

        Assert.Equal(HttpStatusCode.OK, await FetchAsync(world));
        await Eventually.HoldsAsync(async () => (await EvidenceAsync(world)).SequenceEqual([EvidenceChanges.Found]));
    }

    [Fact]
    public async Task who_withdraws_it_is_refused_at_the_next_look()
    {
        await using var world = await GatewayWorld.StartAsync();
        Publish(world.Stranger, Key());
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(world));

        world.Stranger.WellKnown = NotFound;
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(world)); // not looked at again yet
        await GatherAsync(world);

        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync(world));
        await Eventually.HoldsAsync(async () => (await EvidenceAsync(world)).SequenceEqual([EvidenceChanges.Withdrawn, EvidenceChanges.Found]));
    }

    [Fact]
    public async Task who_changes_its_key_is_held_and_told_when_to_come_again()
    {
        await using var world = await GatewayWorld.StartAsync();
        Publish(world.Stranger, Key());
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(world));

        Publish(world.Stranger, Key());
        await GatherAsync(world);

        using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("key-changed", await GatewayWorld.ProblemAsync(answer, "code"));
    }

    [Fact]
    public async Task who_cannot_be_asked_is_held_and_never_refused_before_hold_for_is_over()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Stranger.WellKnown = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };

        using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("standing-pending", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task what_does_not_depend_on_it_does_not_wait_for_it()
    {
        await using var world = await GatewayWorld.StartAsync();
        var asked = new TaskCompletionSource();
        world.Stranger.WellKnown = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        using var answer = await world.DeliverAsync(world.Stranger.Activity("Follow"), world.Stranger.Key);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation); // but it is asked, for the next time
    }

    [Fact]
    public async Task an_exception_lets_everything_pass_while_it_lasts_and_is_on_record()
    {
        await using var world = await GatewayWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync(world));

        await File.WriteAllTextAsync(world.PeersFile, "peers: [{ host: stranger.example, allow: { until: 2099-01-01, because: the flood, by: alice } }]\n", Cancellation);
        await Eventually.HoldsAsync(async () => await FetchAsync(world) == HttpStatusCode.OK);

        await Eventually.HoldsAsync(async () => (await world.Audit.ListAsync(new AuditFilter { Kind = AuditKind.Override }, Cancellation)).Count == 1);
        var record = Assert.Single(await world.Audit.ListAsync(new AuditFilter { Kind = AuditKind.Override }, Cancellation));
        Assert.Equal(("stranger.example", "the flood", "alice"), (record.Entry.Peer, record.Details!.Note, record.Details.By));
    }

    private static SigningKey Key() => SigningKey.FromPem("http://stranger.example/instance#ed25519-key", SigningKey.NewEd25519Pem());

    /// <summary>The document, and the actor that lists its key beside the one that signs requests.</summary>
    private static void Publish(FakePeer peer, SigningKey key)
    {
        var octets = CommitmentWriter.Signed(
            new CommitmentDocument
            {
                Id = Url,
                Host = "stranger.example",
                Issued = DateTimeOffset.UtcNow.AddMinutes(-1),
                Expires = DateTimeOffset.UtcNow.AddDays(30),
                Statements = [new("train-ai", "operator", ["received"], "no")],
            },
            key);
        peer.WellKnown = context =>
        {
            if (context.Request.Path != CommitmentDocument.WellKnown)
                return NotFound(context);
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(octets).AsTask();
        };
        peer.Answer = context => context.Request.Path == "/instance"
            ? FakeOrigin.ActivityAsync(context, $$"""{"id":"http://stranger.example/instance","type":"Application","assertionMethod":[{"id":"{{key.KeyId}}","type":"Multikey","controller":"http://stranger.example/instance","publicKeyMultibase":"{{key.PublicMultibase}}"}]}""")
            : peer.ActorAsync(context);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static Task<PeerRecord> GatherAsync(GatewayWorld world) =>
        world.Gateway.Services.GetRequiredService<Gathering>().GatherAsync("stranger.example", all: true, Cancellation);

    private static async Task<HttpStatusCode> FetchAsync(GatewayWorld world)
    {
        using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        return answer.StatusCode;
    }

    /// <summary>The changes on record, newest first.</summary>
    private static async Task<IEnumerable<string>> EvidenceAsync(GatewayWorld world) =>
        (await world.Audit.ListAsync(new AuditFilter { Kind = AuditKind.Evidence }, Cancellation)).Select(record => record.Entry.Code);
}
