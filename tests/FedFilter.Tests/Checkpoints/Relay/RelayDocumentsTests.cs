using System.Text.Json;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Relay;

public sealed class RelayDocumentsTests
{
    [Fact]
    public async Task the_actor_is_an_application_with_the_key_that_it_signs_with()
    {
        await using var world = await RelayWorld.StartAsync();

        var actor = await ReadAsync(world, "/actor", "application/activity+json");

        Assert.Equal((RelayWorld.Actor, "Application", "relay"), (Text(actor, "id"), Text(actor, "type"), Text(actor, "preferredUsername")));
        Assert.Equal("http://relay.example/inbox", Text(actor, "inbox"));
        Assert.Equal("http://relay.example/inbox", Text(actor.GetProperty("endpoints"), "sharedInbox"));
        Assert.Equal(RelayWorld.Actor + "#main-key", Text(actor.GetProperty("publicKey"), "id"));
        Assert.Equal(TestKeys.Of("gateway", "").PublicPem, Text(actor.GetProperty("publicKey"), "publicKeyPem"));
        Assert.Equal(RelayWorld.Actor, Text(actor.GetProperty("assertionMethod")[0], "controller"));
        Assert.True(VerificationKey.TryFromMultibase("", "", Text(actor.GetProperty("assertionMethod")[0], "publicKeyMultibase")!, out _));
    }

    [Theory]
    [InlineData("acct:relay@relay.example", "self")]
    [InlineData("http://relay.example/actor", "self")]
    [InlineData("http://relay.example/", "https://www.w3.org/ns/activitystreams#Service")]
    public async Task webfinger_leads_to_the_actor(string resource, string rel)
    {
        await using var world = await RelayWorld.StartAsync();

        var found = await ReadAsync(world, $"/.well-known/webfinger?resource={Uri.EscapeDataString(resource)}", "application/jrd+json");

        Assert.Equal((rel, RelayWorld.Actor), (Text(found.GetProperty("links")[0], "rel"), Text(found.GetProperty("links")[0], "href")));
    }

    [Fact]
    public async Task nodeinfo_leads_to_the_actor_and_names_the_software()
    {
        await using var world = await RelayWorld.StartAsync();

        var links = (await ReadAsync(world, "/.well-known/nodeinfo", "application/json")).GetProperty("links").EnumerateArray().ToDictionary(link => Text(link, "rel")!, link => Text(link, "href"));
        Assert.Equal(RelayWorld.Actor, links["https://www.w3.org/ns/activitystreams#Application"]);
        var info = await ReadAsync(world, new Uri(links["http://nodeinfo.diaspora.software/ns/schema/2.1"]!).AbsolutePath, "application/json");
        Assert.Equal(("2.1", "fedfilter"), (Text(info, "version"), Text(info.GetProperty("software"), "name")));
    }

    [Fact]
    public async Task collections_say_how_many_there_are_and_not_which()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend));
        await world.IsTakenAsync(world.Stranger, RelayWorld.Follow(world.Stranger));

        foreach (var (path, total) in new[] { ("/followers", 1), ("/following", 0), ("/outbox", 1) })
        {
            var collection = await ReadAsync(world, path, "application/activity+json");
            Assert.Equal(total, collection.GetProperty("totalItems").GetInt32());
            Assert.False(collection.TryGetProperty("orderedItems", out _) || collection.TryGetProperty("first", out _));
        }
    }

    [Fact]
    public async Task a_person_finds_a_page_that_says_what_to_add_where()
    {
        await using var world = await RelayWorld.StartAsync();

        using var answer = await world.GetAsync("/", headers: headers => headers.Add("Accept", "text/html"));
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("http://relay.example/inbox", page, StringComparison.Ordinal);
        Assert.Contains("http://social.example/fedfilter/terms", page, StringComparison.Ordinal);
        using var terms = await world.GetAsync("/fedfilter/terms?host=friend.example");
        Assert.Equal("http://social.example/fedfilter/terms?host=friend.example", terms.Headers.Location?.AbsoluteUri);
    }

    [Theory, InlineData("/actor"), InlineData("/followers"), InlineData("/.well-known/nodeinfo"), InlineData("/")]
    public async Task a_head_is_answered_as_a_get_without_its_body(string path)
    {
        await using var world = await RelayWorld.StartAsync();
        using var get = await world.GetAsync(path);
        using var head = await world.GetAsync(path, method: HttpMethod.Head);

        Assert.Equal((200, get.Content.Headers.ContentLength), ((int)head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", "/users/alice", 404, "not-found")]
    [InlineData("GET", "/fedfilter/audit/checkpoint", 404, "not-found")]
    [InlineData("GET", "/inbox", 405, "method-not-allowed")]
    [InlineData("POST", "/actor", 405, "method-not-allowed")]
    [InlineData("POST", "/users/alice/inbox", 404, "not-found")]
    [InlineData("PUT", "/inbox", 405, "method-not-allowed")]
    [InlineData("GET", "/.well-known/webfinger", 400, "resource-missing")]
    [InlineData("GET", "/.well-known/webfinger?resource=acct:alice@relay.example", 404, "not-found")]
    [InlineData("GET", "/a/../actor", 400, "path-ambiguous")]
    public async Task everything_else_is_answered_with_a_code(string method, string path, int status, string code)
    {
        await using var world = await RelayWorld.StartAsync();

        using var answer = await world.GetAsync(path, method: new HttpMethod(method));

        Assert.Equal((status, code), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.True(await world.CountedAsync(code) > 0);
    }

    [Fact]
    public async Task the_relay_is_told_by_its_host_however_that_is_written_and_nothing_else_changes()
    {
        await using var world = await RelayWorld.StartAsync();

        foreach (var host in (string[])["relay.example", "RELAY.example", "relay.example:80"])
            Assert.StartsWith("HTTP/1.1 200", await world.Gateway.SendRawAsync($"GET /actor HTTP/1.1\r\nHost: {host}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 421", await world.Gateway.SendRawAsync("GET /actor HTTP/1.1\r\nHost: relay.example:81\r\n\r\n"), StringComparison.Ordinal);
        using var fetch = await world.Gateway.FetchAsync(FakeOrigin.Post, world.Friend.Key);
        Assert.Equal(200, (int)fetch.StatusCode);
        Assert.Equal(FakeOrigin.Post, Assert.Single(world.Gateway.Origin.Arrived).RawTarget);
    }

    [Fact]
    public async Task without_the_setting_there_is_no_relay()
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.StartsWith("HTTP/1.1 421", await world.SendRawAsync("GET /actor HTTP/1.1\r\nHost: relay.example\r\n\r\n"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(RelayWorld world, string path, string type)
    {
        using var answer = await world.GetAsync(path);
        Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
