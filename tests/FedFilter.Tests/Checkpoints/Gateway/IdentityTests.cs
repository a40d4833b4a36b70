using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>A peer that is refused content gets identity documents; content stays.</summary>
public sealed class IdentityTests
{
    private const string Alice = """
        {"@context":["https://www.w3.org/ns/activitystreams",{"toot":"http://joinmastodon.org/ns#"}],"id":"http://social.example/users/alice","type":"Person",
         "preferredUsername":"alice","name":"Alice A.","summary":"<p>private</p>","published":"2020-01-01T00:00:00Z","url":"http://social.example/@alice",
         "inbox":"http://social.example/users/alice/inbox","outbox":{"id":"http://social.example/users/alice/outbox","type":"OrderedCollection","orderedItems":[{"content":"private"}]},
         "followers":"http://social.example/users/alice/followers","following":"http://social.example/users/alice/following","featured":"http://social.example/f",
         "endpoints":{"sharedInbox":"http://social.example/inbox","proxyUrl":"http://social.example/proxy"},"manuallyApprovesFollowers":true,
         "movedTo":"http://new.example/users/alice","alsoKnownAs":["http://old.example/users/alice",{"id":"http://older.example/a","name":"private"}],
         "attributedTo":"http://social.example/users/bob","icon":{"type":"Image","mediaType":"image/png","url":"http://social.example/a.png","name":"private"},
         "image":["http://social.example/b.png"],"attachment":[{"type":"PropertyValue","value":"private"}],"tag":[{"name":"private"}],
         "publicKey":{"id":"http://social.example/users/alice#main-key","owner":"http://social.example/users/alice","publicKeyPem":"PEM","note":"private"},
         "assertionMethod":[{"id":"http://social.example/users/alice#ed","type":"Multikey","controller":"http://social.example/users/alice","publicKeyMultibase":"z6Mk"}],
         "proof":{"type":"DataIntegrityProof"},"signature":{"type":"RsaSignature2017"}}
        """;

    private const string Blocked = """
        mode: enforce
        rules:
          - { name: blocked, when: { peer: [stranger.example] }, then: refuse, because: blocked }
          - { name: others, then: allow }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, true, "refuse")]
    [InlineData(null, true, "actor-stub")]
    [InlineData(null, false, "actor-stub")]
    [InlineData(null, true, "allow")]
    [InlineData(null, false, "allow")]
    [InlineData("strict", true, "actor-stub")]
    [InlineData("strict", true, "refuse")]
    [InlineData("strict", false, "actor-stub")]
    [InlineData(Blocked, true, "actor-stub")]
    [InlineData(Blocked, true, "refuse")]
    public async Task an_actor_is_reduced_to_keys_and_addresses_in_every_set(string? policy, bool signed, string unsignedFetch)
    {
        policy = policy == "strict" ? await File.ReadAllTextAsync(Repository.Find("policies", "strict", "rules.yaml"), Cancellation) : policy;
        await using var world = await GatewayWorld.StartAsync(gateway: $"  unsigned-fetch: {unsignedFetch}", policy: policy, origin: await ServingAsync(Alice));

        var answer = await world.FetchAsync(FakeOrigin.Actor, signed ? world.Stranger.Key : null, Activity);

        Assert.Equal((HttpStatusCode.OK, "application/activity+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var identity = await JsonAsync(answer);
        Assert.Equal(
            ["@context", "id", "type", "url", "preferredUsername", "inbox", "outbox", "followers", "following", "endpoints", "manuallyApprovesFollowers", "movedTo", "alsoKnownAs", "publicKey", "assertionMethod"],
            identity.EnumerateObject().Select(member => member.Name));
        Assert.Equal("http://social.example/users/alice/outbox", identity.GetProperty("outbox").GetString());
        Assert.Equal("""{"sharedInbox":"http://social.example/inbox"}""", identity.GetProperty("endpoints").GetRawText());
        Assert.Equal("""["http://old.example/users/alice","http://older.example/a"]""", identity.GetProperty("alsoKnownAs").GetRawText());
        Assert.DoesNotContain("private", identity.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task with_profile_name_and_pictures_are_kept_too(bool signed)
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  identity: profile", origin: await ServingAsync(Alice));

        var identity = await JsonAsync(await world.FetchAsync(FakeOrigin.Actor, signed ? world.Stranger.Key : null, Activity));

        Assert.Equal(("Alice A.", "2020-01-01T00:00:00Z"), (identity.GetProperty("name").GetString(), identity.GetProperty("published").GetString()));
        Assert.Equal("""{"type":"Image","mediaType":"image/png","url":"http://social.example/a.png"}""", identity.GetProperty("icon").GetRawText());
        Assert.Equal("""["http://social.example/b.png"]""", identity.GetProperty("image").GetRawText());
        Assert.DoesNotContain("private", identity.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Feed")]
    [InlineData("Relay")]
    [InlineData("Group")]
    public async Task an_actor_may_have_any_type_and_a_group_keeps_its_account(string type)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(
            $$"""{"id":"http://social.example/c/cats","type":"{{type}}","inbox":"http://social.example/c/cats/inbox","attributedTo":[{"type":"Person","id":"http://social.example/users/alice","name":"x"}]}"""));

        var identity = await JsonAsync(await world.FetchAsync("/c/cats", world.Stranger.Key, Activity));

        Assert.Equal(type, identity.GetProperty("type").GetString());
        Assert.Equal(
            type == "Group" ? """[{"type":"Person","id":"http://social.example/users/alice"}]""" : null,
            identity.TryGetProperty("attributedTo", out var account) ? account.GetRawText() : null);
    }

    [Theory]
    [InlineData("/users/alice/main-key", """{"id":"http://social.example/users/alice","type":"Person","preferredUsername":"alice","publicKey":{"id":"k"},"summary":"private"}""", "id type preferredUsername publicKey")]
    [InlineData("/users/alice/publickey", """{"id":"http://social.example/users/alice/publickey","type":"Key","owner":"http://social.example/users/alice","publicKeyPem":"PEM","note":"private"}""", "id type owner publicKeyPem")]
    public async Task a_key_document_is_answered_to_a_refused_peer(string path, string json, string kept)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(json));

        var identity = await JsonAsync(await world.FetchAsync(path, world.Stranger.Key, Activity));

        Assert.Equal(kept.Split(' '), identity.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("""{"id":"x","type":"Note","inbox":"y","content":"private"}""")]
    [InlineData("""{"id":"x","type":["Person","Note"],"inbox":"y","content":"private"}""")]
    [InlineData("""{"id":"x","type":"as:OrderedCollection","inbox":"y","orderedItems":[]}""")]
    [InlineData("""{"id":"x","type":"Person","name":"private"}""")]
    [InlineData("""{"id":"x","inbox":"y"}""")]
    [InlineData("not JSON")]
    public async Task what_is_no_actor_is_refused_also_at_an_actors_path(string json)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(json));

        var answer = await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("not-committed", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.NotNull(await world.Audit.FindAsync((await GatewayWorld.ProblemAsync(answer, "decision"))!, Cancellation));
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(410, true)]
    [InlineData(404, false)]
    [InlineData(410, false)]
    public async Task that_an_actor_is_gone_is_told_to_everybody_without_a_body(int status, bool signed)
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync("""{"type":"Tombstone","summary":"private"}""", status));

        var answer = await world.FetchAsync(FakeOrigin.Actor, signed ? world.Stranger.Key : null, Activity);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task elsewhere_the_origin_is_not_asked_and_the_answer_says_nothing_of_what_it_has()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith('1') ? 200 : 404;
            return FakeOrigin.ActivityAsync(context, Alice);
        }));

        var there = await world.FetchAsync("/users/alice/statuses/1", world.Stranger.Key, Activity);
        var missing = await world.FetchAsync("/users/alice/statuses/2", world.Stranger.Key, Activity);
        var unknown = await world.FetchAsync("/some/where/1", world.Stranger.Key, Activity);

        Assert.All([there, missing, unknown], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        var body = await WithoutIdAsync(there);
        Assert.Equal(body, await WithoutIdAsync(missing));
        Assert.Equal(body, await WithoutIdAsync(unknown));
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task what_the_origins_webfinger_names_is_an_actor_wherever_it_is()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await FakeOrigin.StartAsync(context => context.Request.Path == "/.well-known/webfinger"
            ? context.Response.WriteAsync("""{"links":[{"rel":"self","type":"application/activity+json","href":"http://social.example/?author=1"}]}""")
            : FakeOrigin.ActivityAsync(context, Alice)));

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/?author=1", world.Stranger.Key, Activity)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync("/?author=2", world.Stranger.Key, Activity)).StatusCode);
        Assert.Equal("/?author=1", Assert.Single(world.Origin.Arrived, request => !request.RawTarget.StartsWith("/.well-known", StringComparison.Ordinal)).RawTarget);
    }

    [Fact]
    public async Task a_committed_peer_gets_the_whole_actor()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(Alice));

        var answer = await world.FetchAsync(FakeOrigin.Actor, world.Friend.Key, Activity);

        Assert.Equal(Alice, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task nothing_of_a_refused_request_but_its_target_reaches_the_origin()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(Alice));

        var answer = await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, headers =>
        {
            headers.TryAddWithoutValidation("Accept", "text/html");
            headers.TryAddWithoutValidation("If-None-Match", "\"x\"");
            headers.TryAddWithoutValidation("Range", "bytes=0-10");
            headers.TryAddWithoutValidation("Cookie", "session=x");
            headers.TryAddWithoutValidation("Upgrade", "websocket");
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/activity+json", answer.Content.Headers.ContentType!.MediaType);
        var arrived = Assert.Single(world.Origin.Arrived);
        Assert.Equal(("GET", FakeOrigin.Actor), (arrived.Method, arrived.RawTarget));
        Assert.Equal(["Accept", "Host", "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto"], arrived.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task a_head_is_answered_as_the_get_is_without_the_body()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(Alice));

        var get = await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity);
        var head = await world.SendAsync(HttpMethod.Head, FakeOrigin.Actor, world.Stranger.Key, headers: Activity);

        Assert.Equal((HttpStatusCode.OK, get.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task where_the_origin_demands_a_signature_fedfilter_signs_and_keeps_the_answer_for_ten_minutes(bool signed)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var asOurselves = 0;
        await using var world = await GatewayWorld.StartAsync(time: clock, origin: await FakeOrigin.StartAsync(context =>
        {
            if (context.Request.Headers["Signature"].ToString().Contains("keyId=\"http://social.example/fedfilter/actor#main-key\"", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref asOurselves);
                return FakeOrigin.ActivityAsync(context, Alice);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"error":"Request not signed"}""");
        }));

        for (var i = 0; i < 2; i++)
        {
            var identity = await JsonAsync(await world.FetchAsync(FakeOrigin.Actor, signed ? world.Stranger.Key : null, Activity));
            Assert.Equal("alice", identity.GetProperty("preferredUsername").GetString());
            Assert.False(identity.TryGetProperty("summary", out _));
        }

        Assert.Equal(1, asOurselves);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Actor, null, Activity)).StatusCode);
        Assert.Equal(2, asOurselves);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync(FakeOrigin.Post, null, Activity)).StatusCode);
    }

    [Fact]
    public async Task with_refuse_identity_is_for_signed_requests_alone()
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  unsigned-fetch: refuse", origin: await ServingAsync(Alice));

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync(FakeOrigin.Actor, null, Activity)).StatusCode);
    }

    [Theory]
    [InlineData("actor-stub", HttpStatusCode.OK)]
    [InlineData("refuse", HttpStatusCode.ServiceUnavailable)]
    public async Task a_peer_whose_key_cannot_be_fetched_yet_gets_identity_too(string unsignedFetch, HttpStatusCode expected)
    {
        await using var world = await GatewayWorld.StartAsync(gateway: $"  unsigned-fetch: {unsignedFetch}", origin: await ServingAsync(Alice));
        using var key = TestKeys.Of("nobody", "http://nobody.example/users/x#main-key");

        Assert.Equal(expected, (await world.FetchAsync(FakeOrigin.Actor, key, Activity)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.FetchAsync(FakeOrigin.Post, key, Activity)).StatusCode);
    }

    [Fact]
    public async Task a_signature_that_does_not_verify_is_still_401()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(Alice));
        using var forged = TestKeys.Of("forger", world.Stranger.Key.KeyId);

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync(FakeOrigin.Actor, forged, Activity)).StatusCode);
    }

    [Fact]
    public async Task an_origin_that_does_not_answer_is_502_and_a_rate_limit_is_429()
    {
        const string limited = """
            mode: enforce
            rules:
              - { name: slowly, when: { peer: [stranger.example] }, then: limit, rate: 1/m }
              - { name: others, then: refuse }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: limited, origin: await ServingAsync("{}", StatusCodes.Status503ServiceUnavailable));

        await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity)).StatusCode);

        var answer = await world.FetchAsync(FakeOrigin.Actor, world.Friend.Key, Activity);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("origin-unreachable", await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task identity_answers_are_counted_by_peer_and_day_and_not_logged_one_by_one()
    {
        await using var world = await GatewayWorld.StartAsync(origin: await ServingAsync(Alice));
        for (var i = 0; i < 3; i++)
            await world.FetchAsync(FakeOrigin.Actor, world.Stranger.Key, Activity);
        await world.FetchAsync(FakeOrigin.Actor, null, Activity);
        var rollup = world.Gateway.Services.GetRequiredService<IdentityRollup>();

        await rollup.FlushAllAsync();

        var entries = (await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Select(record => record.Entry).ToArray();
        Assert.Equal(
            [("identity", null, 1L), ("identity", "stranger.example", 3L)],
            entries.Select(entry => (entry.Kind, entry.Peer, entry.Count!.Value)).OrderBy(entry => entry.Value));
    }

    [Fact]
    public void the_identity_document_has_what_other_servers_require()
    {
        var rows = File.ReadLines(Repository.Find("docs", "identity.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains(" at ", StringComparison.Ordinal)).ToArray();
        var group = Alice.Replace("\"Person\"", "\"Group\"", StringComparison.Ordinal);
        var members = JsonElement.Parse(IdentityDocument.From(Encoding.UTF8.GetBytes(group), withProfile: false)!).EnumerateObject().Select(member => member.Name).ToHashSet();

        Assert.Equal(6, rows.Length);
        Assert.All(rows, row => Assert.Empty(row.Split('|')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`')).Except(members)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"type\":{},\"inbox\":[]}")]
    [InlineData("{\"type\":[\"Person\",7],\"inbox\":\"x\"}")]
    [InlineData("{\"type\":\"\\ud800\",\"inbox\":\"x\"}")]
    [InlineData("{\"type\":\"Person\",\"inbox\":{\"items\":[]}}")]
    public void what_cannot_be_read_as_an_actor_has_no_identity_document(string json) =>
        Assert.Null(IdentityDocument.From(Encoding.UTF8.GetBytes(json), withProfile: true));

    [Fact]
    public void every_preset_has_actor_paths_and_the_unknown_software_none_that_match_any_page()
    {
        Assert.All(OriginSoftware.All, software => Assert.NotEmpty(software.Actors));
        Assert.DoesNotContain(OriginSoftware.Any.Actors, glob => glob.ToString() is "/" or "/*");
    }

    private static Task<FakeOrigin> ServingAsync(string json, int status = 200) => FakeOrigin.StartAsync(context =>
    {
        context.Response.StatusCode = context.Request.Path.StartsWithSegments("/.well-known") ? 404 : status;
        return FakeOrigin.ActivityAsync(context, json);
    });

    private static void Activity(System.Net.Http.Headers.HttpRequestHeaders headers) => headers.TryAddWithoutValidation("Accept", "application/activity+json");

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private static async Task<string> WithoutIdAsync(HttpResponseMessage answer)
    {
        var id = (await GatewayWorld.ProblemAsync(answer, "decision"))!;
        return $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync(Cancellation)}".Replace(id, new string('x', id.Length), StringComparison.Ordinal);
    }
}
