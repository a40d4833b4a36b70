using System.Net;
using System.Text.Json;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class UnsignedFetchTests
{
    [Theory]
    [InlineData("application/activity+json")]
    [InlineData("text/html")]
    [InlineData("*/*")]
    public async Task what_counts_is_what_the_origin_answers_not_what_was_asked_for(string accept)
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.Add("Accept", accept));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Signature", answer.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("a post", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task an_actor_is_cut_down_to_what_others_need_to_verify_and_reach_it()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Actor, null);

        using var stub = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/activity+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(["@context", "id", "type", "preferredUsername", "inbox", "publicKey"], stub.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task with_refuse_an_actor_is_401_like_everything_else()
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: refuse");

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync(FakeOrigin.Actor, null)).StatusCode);
    }

    [Fact]
    public async Task with_allow_the_rules_decide_about_it()
    {
        const string open = """
            mode: enforce
            rules:
              - { name: posts are public, when: { signature: none, fetch: [/users/*/statuses/*] }, then: allow }
              - { name: no, then: refuse }
            """;
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: allow", policy: open);

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/users/alice/outbox", null)).StatusCode);
    }

    [Theory]
    [InlineData("page=true&max_id=7", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("rest_route=/activitypub/1.0/actors/1/outbox", HttpStatusCode.Unauthorized)]
    [InlineData("page=1&%72est_route=/x", HttpStatusCode.Unauthorized)]
    [InlineData("page=1;p=7", HttpStatusCode.Unauthorized)]
    [InlineData("Author=1", HttpStatusCode.Unauthorized)]
    public async Task with_allow_a_query_that_may_lead_elsewhere_is_not_left_to_the_rules(string query, HttpStatusCode expected)
    {
        const string open = """
            mode: enforce
            rules:
              - { name: posts are public, when: { signature: none, fetch: [/users/*/statuses/*] }, then: allow }
              - { name: no, then: refuse }
            """;
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: allow", policy: open);

        Assert.Equal(expected, (await world.FetchAsync(FakeOrigin.Post + "?" + query, null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.FetchAsync("/users/alice/x/%2e%2e/statuses/1?" + query, null, headers => headers.Add("Accept", "*/*"))).StatusCode);
    }

    [Theory]
    [InlineData("*/*", HttpStatusCode.Unauthorized)]
    [InlineData("application/activity+json", HttpStatusCode.Unauthorized)]
    [InlineData("text/html", HttpStatusCode.Unauthorized)]
    public async Task a_compressed_document_is_not_given_out(string accept, HttpStatusCode expected)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentType = context.Request.Path == "/users/json" ? "application/json" : "application/activity+json";
            await using var zip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await zip.WriteAsync("""{"id":"x","type":"Person","inbox":"y"}"""u8.ToArray());
        }));

        foreach (var path in (string[])["/users/json", "/users/alice", "/elsewhere"])
            Assert.Equal(expected, (await world.FetchAsync(path, null, headers => headers.TryAddWithoutValidation("Accept", accept))).StatusCode);
    }

    [Theory]
    [InlineData("text/html", "<p>a page")]
    [InlineData("text/plain", "  a text that begins late")]
    [InlineData("application/octet-stream", "")]
    public async Task what_is_no_json_passes_whole_also_where_a_document_is_asked_for(string type, string begin)
    {
        var text = begin + new string('x', 3_000_000);
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(text);
        }));

        var answer = await world.FetchAsync("/users/alice", null);

        Assert.Equal(text, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task an_origins_own_401_or_410_is_kept_and_its_body_is_not()
    {
        var gone = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return FakeOrigin.ActivityAsync(context, """{"type":"Tombstone","formerly":"something"}""");
        });
        await using var world = await GatewayWorld.StartAsync(origin: gone);

        var answer = await world.FetchAsync(FakeOrigin.Actor, null);

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task a_conditional_or_partial_request_does_not_hide_what_it_is_about()
    {
        await using var world = await GatewayWorld.StartAsync();

        await world.FetchAsync(FakeOrigin.Post, null, headers =>
        {
            headers.Add("Accept", "application/activity+json");
            headers.TryAddWithoutValidation("If-None-Match", "\"x\"");
            headers.TryAddWithoutValidation("Range", "bytes=0-10");
            headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        });

        Assert.DoesNotContain(world.Origin.Arrived.Single().Headers.Keys, name => name is "If-None-Match" or "Range" or "Accept-Encoding");
    }

    [Theory]
    [InlineData("bytes=0-1,5-9", null)]
    [InlineData("bytes=100-", "bytes=100-")]
    public async Task one_range_of_a_film_passes_and_several_which_would_hide_the_type_do_not(string sent, string? arrives)
    {
        await using var world = await GatewayWorld.StartAsync();

        await world.FetchAsync("/media/film.mp4", null, headers =>
        {
            headers.Add("Accept", "*/*");
            headers.TryAddWithoutValidation("Range", sent);
        });

        Assert.Equal(arrives, world.Origin.Arrived.Single().Header("Range"));
    }

    [Fact]
    public async Task a_bearer_token_changes_nothing()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.Add("Authorization", "Bearer x"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("a key", """{"@context":"https://w3id.org/security/v1","id":"http://social.example/users/alice/publickey","type":"CryptographicKey","owner":"http://social.example/users/alice","publicKeyPem":"PEM","note":"private"}""", "@context id type owner publicKeyPem")]
    [InlineData("a Multikey", """{"id":"http://social.example/users/alice/ed","type":"Multikey","controller":"http://social.example/users/alice","publicKeyMultibase":"z6Mk"}""", "id type controller publicKeyMultibase")]
    [InlineData("an actor with nothing but its key", """{"id":"http://social.example/users/alice","type":["Person"],"publicKey":{"id":"k"},"summary":"private"}""", "id type publicKey")]
    public async Task a_key_document_of_its_own_is_answered_too(string what, string json, string kept)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context => FakeOrigin.ActivityAsync(context, json)));

        var answer = await world.FetchAsync("/users/alice/publickey", null);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, what);
        using var stub = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(kept.Split(' '), stub.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("""{"id":"x","type":"Person"}""")]
    [InlineData("""{"id":"x","type":"Note","inbox":"y","publicKey":{}}""")]
    [InlineData("""{"id":"x","type":"Multikey","publicKeyMultibase":"z"}""")]
    [InlineData("""{"id":"x","type":"Person","type":"Note","inbox":"y"}""")]
    [InlineData("""{"id":"x","type":"\ud800","inbox":"y"}""")]
    [InlineData("""["x"]""")]
    [InlineData("not JSON")]
    public async Task what_is_neither_an_actor_nor_a_key_is_401(string json)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context => FakeOrigin.ActivityAsync(context, json)));

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/x", null)).StatusCode);
    }

    [Fact]
    public async Task a_head_of_an_actor_is_answered_as_its_get_is_without_the_body()
    {
        await using var world = await GatewayWorld.StartAsync();

        var head = await world.SendAsync(HttpMethod.Head, FakeOrigin.Actor, null);
        var get = await world.FetchAsync(FakeOrigin.Actor, null);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(FakeOrigin.Actor)]
    [InlineData(FakeOrigin.Post)]
    public async Task a_head_of_a_committed_server_stays_one(string path)
    {
        await using var world = await GatewayWorld.StartAsync();

        var head = await world.SendAsync(HttpMethod.Head, path, world.Friend.Key);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("HEAD", world.Origin.Arrived.Single(request => request.RawTarget == path).Method);
    }

    [Fact]
    public async Task an_unsigned_head_that_asks_for_a_document_arrives_as_get_so_that_what_is_answered_can_be_looked_at()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Head, "/objects/1", null)).StatusCode);

        Assert.Equal("GET", world.Origin.Arrived.Single(request => request.RawTarget == "/objects/1").Method);
    }

    [Theory]
    [InlineData("text/html", "HEAD")]
    [InlineData("text/html, application/activity+json", "GET")]
    public async Task a_head_of_a_page_passes(string accept, string arrives)
    {
        await using var world = await GatewayWorld.StartAsync();

        var head = await world.SendAsync(HttpMethod.Head, "/about", null, headers: headers => headers.TryAddWithoutValidation("Accept", accept));

        Assert.Equal((HttpStatusCode.OK, "text/html"), (head.StatusCode, head.Content.Headers.ContentType!.MediaType));
        Assert.Equal(arrives, world.Origin.Arrived.Single(request => request.RawTarget == "/about").Method);
    }

    [Fact]
    public async Task a_redirect_passes_and_one_with_content_does_not()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context =>
        {
            context.Response.Redirect("/users/alice");
            return context.Request.Path == "/@alice" ? Task.CompletedTask : FakeOrigin.ActivityAsync(context, "{}");
        }));

        Assert.Equal(HttpStatusCode.Found, (await world.FetchAsync("/@alice", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync("/other", null)).StatusCode);
    }

    [Fact]
    public async Task a_head_of_a_post_says_no_more_than_a_get()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Head, FakeOrigin.Post, null)).StatusCode);
    }
}
