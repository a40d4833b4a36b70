using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class ClientToServerTests
{
    private const string Note = """{"@context":"https://www.w3.org/ns/activitystreams","type":"Note","content":"from a client"}""";

    [Fact]
    public async Task where_it_is_on_a_user_posts_to_an_outbox_and_gets_the_origins_answer()
    {
        await using var world = await StartAsync("client-to-server: pass");

        var answer = await PostAsync(world, "/users/alice/outbox", "Bearer example-token");

        var arrived = Assert.Single(world.Origin.Arrived);
        Assert.Equal((HttpStatusCode.Created, "Bearer example-token", Note), (answer.StatusCode, arrived.Header("Authorization"), Encoding.UTF8.GetString(arrived.Body)));
        Assert.Contains("from the origin", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task where_it_is_on_a_user_reads_the_own_inbox_and_no_cache_keeps_it()
    {
        await using var world = await StartAsync("client-to-server: pass");

        var answer = await world.FetchAsync("/users/alice/inbox", null, headers => Sign(headers, "Bearer example-token"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("from the origin", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.Headers.CacheControl!.Private);
    }

    [Theory]
    [InlineData("/users/alice/outbox")]
    [InlineData("/users/alice/inbox")]
    public async Task it_is_off_by_default(string path)
    {
        await using var world = await StartAsync("");

        var answer = path.EndsWith("outbox", StringComparison.Ordinal) ? await PostAsync(world, path, "Bearer t") : await world.FetchAsync(path, null, headers => Sign(headers, "Bearer t"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/users/alice/inbox", "Bearer t")] // a delivery
    [InlineData("/inbox", "Bearer t")]
    [InlineData("/users/alice/outbox?x=1", "Bearer t")]
    [InlineData("/users/alice/OUTBOX", "Bearer t")]
    [InlineData("/users/alice/statuses/1/outbox", "Bearer t")]
    [InlineData("/users/alice/outbox", "Bearer")]
    [InlineData("/users/alice/outbox", "Basic dDp0")]
    [InlineData("/users/alice/outbox", "Bearer t, Signature keyId=\"x\"")]
    [InlineData("/users/alice/outbox", null)]
    public async Task no_other_post_passes_for_a_token(string path, string? authorization)
    {
        await using var world = await StartAsync("client-to-server: pass");

        var answer = await PostAsync(world, path, authorization);

        Assert.InRange((int)answer.StatusCode, 400, 401);
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData("/users/alice/statuses/1")]
    [InlineData("/users/alice/outbox")]
    [InlineData("/inbox")]
    [InlineData("/users/alice/followers")]
    public async Task no_other_document_leaves_for_a_token(string path)
    {
        await using var world = await StartAsync("client-to-server: pass");

        var answer = await world.FetchAsync(path, null, headers => Sign(headers, "Bearer t"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayWorld world, string path, string? authorization) => world.SendAsync(
        HttpMethod.Post, path, null, new StringContent(Note, Encoding.UTF8, "application/activity+json"), headers => Sign(headers, authorization));

    private static void Sign(HttpRequestHeaders headers, string? authorization)
    {
        headers.TryAddWithoutValidation("Accept", "application/activity+json");
        if (authorization is not null)
            headers.TryAddWithoutValidation("Authorization", authorization);
    }

    private static async Task<GatewayWorld> StartAsync(string setting) => await GatewayWorld.StartAsync(
        origin: await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            return FakeOrigin.ActivityAsync(context, """{"id":"http://social.example/x/1","type":"OrderedCollection","summary":"from the origin","orderedItems":[]}""");
        }),
        origins: $"    - host: {FakeOrigin.Host}\n      scheme: http\n      upstream: [http://127.0.0.1:ORIGIN]\n      {setting}");
}
