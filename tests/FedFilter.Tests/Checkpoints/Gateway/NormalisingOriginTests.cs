using System.Net;
using FedFilter.Tests.Conformance;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>
/// A real nginx between the gateway and the server. With a path in its proxy_pass it decodes and resolves what it sends on, so the server
/// gets another path than the gateway read.
/// </summary>
public sealed class NormalisingOriginTests(NormalisingNginx nginx) : IClassFixture<NormalisingNginx>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/nodeinfo/..%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/nodeinfo/%2e%2e%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/nodeinfo/..%2Fusers%2Falice")]
    [InlineData("/nodeinfo/..")]
    [InlineData("/nodeinfo/..%2f")]
    [InlineData("/.well-known/host-meta/..%2f..%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/media/..%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/media/x/%2e%2e/%2e%2e/users/alice/statuses/1")]
    [InlineData("/fedfilter%2f..%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/about/..%2fusers%2falice%2fstatuses%2f1")]
    [InlineData("/users//alice/statuses/1")]
    [InlineData("/%75sers/alice/statuses/1")]
    public async Task a_path_that_nginx_reads_otherwise_never_gives_out_a_document(string target)
    {
        await using var origin = await FakeOrigin.StartAsync();
        nginx.OrSkip().Upstream = origin.Port;
        await using var world = await GatewayWorld.StartAsync(
            gateway: "  open: [\"/media/**\"]", origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:{nginx.OrSkip().Port}] }}");

        foreach (var accept in (string[])["*/*", "text/html", "application/activity+json"])
        {
            using var answer = await world.FetchAsync(target, null, headers => headers.TryAddWithoutValidation("Accept", accept));
            var text = await answer.Content.ReadAsStringAsync(Cancellation);

            Assert.DoesNotContain("a post", text);
            Assert.DoesNotContain("private", text);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, $"{answer.StatusCode}");
        }
    }

    [Fact]
    public async Task what_nginx_reads_as_the_gateway_does_passes()
    {
        await using var origin = await FakeOrigin.StartAsync();
        nginx.OrSkip().Upstream = origin.Port;
        await using var world = await GatewayWorld.StartAsync(origins: $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:{nginx.OrSkip().Port}] }}");

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/nodeinfo/2.1", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
    }
}

public sealed class NormalisingNginx : IAsyncLifetime
{
    private FrontProxy? _proxy;

    public async ValueTask InitializeAsync() => _proxy = await FrontProxy.NginxAsync("location / { proxy_pass http://UPSTREAM/; proxy_set_header Host $host; }");

    internal FrontProxy OrSkip()
    {
        Assert.SkipWhen(_proxy is null, NginxFront.Missing);
        return _proxy;
    }

    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
