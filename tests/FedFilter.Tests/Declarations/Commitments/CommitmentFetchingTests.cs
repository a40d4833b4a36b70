using System.Net;
using FedFilter.Declarations.Commitments;
using FedFilter.Network;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Declarations.Commitments;

/// <summary>Over real sockets, from hosts that mean no good.</summary>
public sealed class CommitmentFetchingTests
{
    private const string Url = "http://peer.example/.well-known/federation-commitments";
    private const string Actor = "http://peer.example/actor";

    private static readonly SigningKey Theirs = SigningKey.FromPem(Actor + "#key", SigningKey.NewEd25519Pem());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_document_and_the_actor_it_names_are_fetched_and_verify()
    {
        var document = CommitmentWriter.Signed(Sample.Document with { Id = Url, Host = "peer.example" }, Theirs);
        await using var server = await FakeServer.StartAsync(context =>
        {
            var actor = context.Request.Path == "/actor";
            context.Response.ContentType = actor ? "application/activity+json" : "application/json; charset=utf-8";
            return actor
                ? context.Response.WriteAsync($$"""{"id":"{{Actor}}","type":"Service","assertionMethod":[{"id":"{{Actor}}#key","type":"Multikey","controller":"{{Actor}}","publicKeyMultibase":"{{Theirs.PublicMultibase}}"}]}""", Cancellation)
                : context.Response.Body.WriteAsync(document, Cancellation).AsTask();
        });

        var fetched = Assert.IsType<ResourceFetch.Fetched>(await FetchAsync(server));
        var listed = await CommitmentFetching.ActorAsync(fetched.Body, Url, NetworkRegistration.Client(Network(server), new KnownStyles(TimeProvider.System), PatientTime.Real, null), TestKeys.Of("gateway", "http://own.example/actor#key"), Cancellation);

        Assert.True(CommitmentFetching.IsOfItsType(fetched));
        Assert.IsType<CommitmentResult.Signed>(CommitmentVerification.Verify(new(fetched.Body, "peer.example", Url, Sample.Now) { Listed = listed }));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/activity+json")]
    [InlineData(null)]
    public async Task another_media_type_does_not_speak_for_the_host(string? type)
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.ContentType = type;
            return context.Response.Body.WriteAsync(Sample.Signed(), Cancellation).AsTask();
        });

        Assert.False(CommitmentFetching.IsOfItsType(Assert.IsType<ResourceFetch.Fetched>(await FetchAsync(server))));
    }

    [Theory]
    [InlineData("http://other.example/.well-known/federation-commitments", DocumentFault.Forbidden)]
    [InlineData("http://127.0.0.1/", DocumentFault.Forbidden)]
    [InlineData("/.well-known/federation-commitments", DocumentFault.Forbidden)]
    internal async Task redirects_to_another_host_and_in_circles_are_not_followed(string to, DocumentFault expected)
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.Redirect(to);
            return Task.CompletedTask;
        });

        Assert.Equal(expected, Assert.IsType<ResourceFetch.Failed>(await FetchAsync(server)).Fault);
    }

    [Fact]
    public async Task a_body_without_end_is_left_after_16_KiB()
    {
        var sent = 0L;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested && sent < 1L << 30)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                sent += 64 * 1024;
            }
        });

        Assert.Equal(DocumentFault.Unusable, Assert.IsType<ResourceFetch.Failed>(await FetchAsync(server)).Fault);
        Assert.True(sent < 64L << 20);
    }

    private static Task<ResourceFetch> FetchAsync(FakeServer server) =>
        NetworkRegistration.Resources(Network(server), PatientTime.Real).GetAsync(CommitmentFetching.Request(new Uri(Url)), Cancellation);

    private static NetworkOptions Network(FakeServer server) => new()
    {
        AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
        AllowHttp = new HashSet<string> { "peer.example", "other.example" },
        Resolve = new Dictionary<string, FixedAddress>
        {
            ["peer.example"] = new(IPAddress.Loopback, server.Port),
            ["other.example"] = new(IPAddress.Loopback, server.Port),
        },
    };
}
