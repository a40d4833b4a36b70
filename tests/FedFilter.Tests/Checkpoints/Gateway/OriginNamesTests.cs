using System.Net;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class OriginNamesTests
{
    [Fact]
    public async Task an_origin_with_an_international_name_is_served_under_its_a_label()
    {
        await using var world = await GatewayWorld.StartAsync(origins: "    - { host: xn--bcher-kva.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN] }");

        var answer = await world.FetchAsync("/about", null, headers => headers.Add("Accept", "text/html"), host: "xn--bcher-kva.example");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("xn--bcher-kva.example", world.Origin.Arrived[^1].Header("Host"));
    }

    [Fact]
    public async Task the_editor_of_wordpress_deletes_by_a_post_that_says_so()
    {
        await using var origin = await FakeOrigin.StartAsync(context => context.Response.WriteAsync("{}"));
        await using var world = await GatewayWorld.StartAsync(
            origin: origin, origins: "    - { host: social.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN], software: wordpress }");

        await world.SendAsync(HttpMethod.Post, "/wp-json/wp/v2/posts/1", null, new StringContent("{}"), headers => headers.Add("X-HTTP-Method-Override", "DELETE"));

        var arrived = world.Origin.Arrived[^1];
        Assert.Equal(("DELETE", null), (arrived.Method, arrived.Header("X-HTTP-Method-Override")));
    }
}
