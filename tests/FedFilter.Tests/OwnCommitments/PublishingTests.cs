using System.Net;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.OwnCommitments;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.OwnCommitments;

/// <summary><c>/.well-known/federation-commitments</c> on the origin's host, over real sockets.</summary>
public sealed class PublishingTests
{
    private const string Origins = "    - host: social.example\n      scheme: http\n      aliases: [alias.example]\n      upstream: [http://127.0.0.1:ORIGIN]\n      commits: { terms: [no-ai-training] }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task without_commits_or_before_it_is_signed_there_is_none_and_the_origin_is_not_asked()
    {
        await using var silent = await GatewayWorld.StartAsync();
        await using var unsigned = await GatewayWorld.StartAsync(origins: Origins);

        Assert.Equal(HttpStatusCode.NotFound, (await silent.FetchAsync(CommitmentDocument.WellKnown, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await unsigned.FetchAsync(CommitmentDocument.WellKnown, null)).StatusCode);
        Assert.Empty(silent.Origin.Arrived);
        Assert.Empty(unsigned.Origin.Arrived);
    }

    [Fact]
    public async Task what_was_signed_is_served_octet_for_octet_and_verifies_against_our_own_actor()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origins);
        Sign(world);

        var answer = await world.FetchAsync(CommitmentDocument.WellKnown, null);
        var octets = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        var actor = await (await world.FetchAsync("/fedfilter/actor", null)).Content.ReadAsByteArrayAsync(Cancellation);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        Assert.IsType<CommitmentResult.Signed>(CommitmentVerification.Verify(new(octets, "social.example", "http://social.example/.well-known/federation-commitments", TimeProvider.System.GetUtcNow())
        {
            Listed = ActorKeys.Read(actor, "http://social.example/fedfilter/actor"),
        }));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task an_unchanged_one_is_not_sent_again()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origins);
        Sign(world);
        var tag = (await world.FetchAsync(CommitmentDocument.WellKnown, null)).Headers.ETag!.ToString();

        var again = await world.FetchAsync(CommitmentDocument.WellKnown, null, headers => headers.TryAddWithoutValidation("If-None-Match", tag));
        Sign(world);
        var newer = await world.FetchAsync(CommitmentDocument.WellKnown, null, headers => headers.TryAddWithoutValidation("If-None-Match", tag));

        Assert.Equal((HttpStatusCode.NotModified, 0L), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync(Cancellation)).LongLength));
        Assert.Equal(HttpStatusCode.OK, newer.StatusCode);
    }

    [Fact]
    public async Task head_tells_the_length_and_other_methods_are_refused()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origins);
        Sign(world);

        var head = await world.SendAsync(HttpMethod.Head, CommitmentDocument.WellKnown, null);

        Assert.Equal((HttpStatusCode.OK, true), (head.StatusCode, head.Content.Headers.ContentLength > 100));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.SendAsync(HttpMethod.Delete, CommitmentDocument.WellKnown, null)).StatusCode);
    }

    [Fact]
    public async Task an_alias_has_none_since_the_document_is_about_one_host()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origins);
        Sign(world);

        Assert.Equal(HttpStatusCode.NotFound, (await world.FetchAsync(CommitmentDocument.WellKnown, null, host: "alias.example")).StatusCode);
    }

    private static void Sign(GatewayWorld world)
    {
        var origin = world.Gateway.Services.GetRequiredService<Settings>().Gateway.Origins[0];
        world.Gateway.Services.GetRequiredService<OwnDocuments>().Sign(origin, origin.Commits!, null);
    }
}
