using System.Net;
using System.Text;
using CsCheck;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>What an origin announces of itself stays readable without a signature, and nothing else does.</summary>
public sealed class OriginDiscoveryTests
{
    private const string Index = """{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.1","href":"http://social.example/odd/place/2.1"}NODE]}""";
    private const string Jrd = """{"subject":"http://social.example/","links":[LINK]}""";
    private const string Application = """{"id":"http://social.example/internal/fetch","type":"Application","inbox":"x"}""";

    [Theory]
    [InlineData("FEP-2677", """,{"rel":"https://www.w3.org/ns/activitystreams#Application","href":"http://social.example/internal/fetch"}""", "")]
    [InlineData("FEP-d556", "", """{"rel":"https://www.w3.org/ns/activitystreams#Service","type":"application/activity+json","href":"http://social.example/internal/fetch"}""")]
    public async Task the_instance_actor_that_an_origin_announces_needs_no_signature(string how, string node, string link)
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: refuse", origin: await OriginAsync(node, link, Application));

        await Eventually.HoldsAsync(async () => (await world.FetchAsync("/internal/fetch", null)).StatusCode == HttpStatusCode.OK);
        Assert.True((await world.FetchAsync("/odd/place/2.1", null)).StatusCode == HttpStatusCode.OK, how);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/internal/other", null)).StatusCode);
    }

    [Theory]
    [InlineData("http://social.example/internal/fetch", """{"id":"x","type":"Person","inbox":"x"}""")]
    [InlineData("http://social.example/internal/fetch", "not JSON")]
    [InlineData("http://elsewhere.example/internal/fetch", Application)]
    [InlineData("http://social.example//internal/fetch", Application)]
    public async Task a_link_opens_nothing_that_is_not_an_instance_actor_on_the_origins_own_host(string href, string document)
    {
        var node = $$""",{"rel":"https://www.w3.org/ns/activitystreams#Application","href":"{{href}}"}""";
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: refuse", origin: await OriginAsync(node, "", document));

        await Eventually.HoldsAsync(async () => (await world.FetchAsync("/odd/place/2.1", null)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/internal/fetch", null)).StatusCode);
    }

    [Fact]
    public void any_octets_are_read_without_throwing()
    {
        var origin = new OriginSettings { Host = "social.example", Scheme = "http", Aliases = [], Upstream = [], Paths = new Dictionary<string, IReadOnlyList<Uri>>() };

        Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["{}[]\":,linksrehf\\ud80"]].Select(Encoding.UTF8.GetBytes)).Sample(octets => { _ = AnnouncedLinks.Paths(octets, _ => true, origin); });
    }

    private static Task<FakeOrigin> OriginAsync(string node, string link, string document) => FakeOrigin.StartAsync(context =>
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/nodeinfo":
                return context.Response.WriteAsync(Index.Replace("NODE", node, StringComparison.Ordinal));
            case "/.well-known/webfinger" when context.Request.Query["resource"] == "http://social.example/":
                return context.Response.WriteAsync(Jrd.Replace("LINK", link, StringComparison.Ordinal));
            case "/odd/place/2.1":
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("""{"version":"2.1"}""");
            default:
                return FakeOrigin.ActivityAsync(context, document);
        }
    });
}
