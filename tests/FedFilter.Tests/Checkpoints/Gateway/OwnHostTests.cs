using System.Net;
using System.Text.Json;
using FedFilter.Declarations;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>Two origins behind one FedFilter: social.example, where alice and the senders' self-deliveries go, and blog.example, where carol is.</summary>
public sealed class OwnHostTests
{
    private const string Blog = "blog.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_origin_delivers_to_another_one_behind_the_same_fedfilter()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        var answer = await world.DeliverAsync(blog.Activity(), blog.Key);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(Blog, world.Origin.Arrived.Single().Header("FedFilter-Peer"));
    }

    [Fact]
    public async Task content_is_served_to_another_origin_without_a_rule_for_it()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, blog.Key)).StatusCode);
    }

    [Theory]
    [InlineData("/users/dora")]
    [InlineData("/dora")] // snac; where the software is not configured, WebFinger says that this is an actor
    public async Task a_server_delivers_to_itself_through_its_public_name(string actor)
    {
        await using var site = new Site(FakeOrigin.Host, actor);
        await using var origin = await FakeOrigin.StartAsync(site.AnswerAsync);
        await using var world = await GatewayWorld.StartAsync(origin: origin);

        var answer = await world.DeliverAsync(site.Activity(), site.Key, path: "/shared-inbox");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.DoesNotContain(site.Asked, request => request.Headers.ContainsKey("Signature")); // it would take FedFilter's actor for a user of its own
    }

    [Fact]
    public async Task a_key_is_read_with_the_address_of_who_names_it_and_signed_as_the_other_origin()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        await world.DeliverAsync(blog.Activity(), blog.Key);

        var asked = blog.Asked.First(request => request.RawTarget == "/users/carol");
        Assert.Equal(("GET", Blog, "127.0.0.1"), (asked.Method, asked.Header("Host"), asked.Header("X-Forwarded-For")));
        Assert.Contains("application/activity+json", asked.Header("Accept"));
        Assert.Contains("keyId=\"http://social.example/fedfilter/actor#main-key\"", asked.Header("Signature"));
    }

    [Fact]
    public async Task a_key_of_an_own_host_is_read_once()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        await world.DeliverAsync(blog.Activity(), blog.Key);
        var before = blog.Asked.Count;
        await world.DeliverAsync(blog.Activity(id: "2"), blog.Key);

        Assert.Equal(before, blog.Asked.Count);
    }

    [Fact]
    public async Task an_owner_that_webfinger_does_not_name_does_not_count()
    {
        await using var blog = new Site(Blog, "/users/carol") { SelfLink = $"http://{Blog}/users/somebody" };
        await using var world = await StartAsync(blog);

        var answer = await world.DeliverAsync(blog.Activity(), blog.Key);

        Assert.Equal((HttpStatusCode.Unauthorized, "key-owner-mismatch"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Empty(world.Origin.Arrived);
    }

    [Theory]
    [InlineData("/uploads/actor.json")]
    [InlineData("/admin")]
    [InlineData("/users/carol?delete=1")]
    [InlineData("/users/../admin/delete")]
    [InlineData("/fedfilter/actor")]
    public async Task a_key_id_leads_to_no_other_path_of_an_origin_than_an_actors(string path)
    {
        await using var blog = new Site(Blog, "/users/carol") { SelfLink = $"http://{Blog}/users/carol" };
        await using var world = await StartAsync(blog);

        var answer = await world.DeliverAsync(blog.Activity(), TestKeys.Of("odd", $"http://{Blog}{path}#main-key"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.All(blog.Asked, request => Assert.StartsWith("/.well-known/webfinger?", request.RawTarget));
    }

    [Fact]
    public async Task a_redirect_of_an_origin_is_not_followed()
    {
        await using var blog = new Site(Blog, "/users/carol") { RedirectsTo = "/users/other" };
        await using var world = await StartAsync(blog);

        var answer = await world.DeliverAsync(blog.Activity(), blog.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(blog.Asked, request => request.RawTarget == "/users/other");
    }

    [Fact]
    public async Task another_key_does_not_sign_for_an_own_host()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        var answer = await world.DeliverAsync(blog.Activity(), TestKeys.Of("thief", blog.Key.KeyId));

        Assert.Equal((HttpStatusCode.Unauthorized, "signature-invalid"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }

    [Fact]
    public async Task a_rule_that_names_an_own_host_decides_about_it()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog, "rules:\n  - { name: not-the-blog, when: { any: [ { peer: blog.example } ] }, then: refuse, because: not-ours }");

        var answer = await world.DeliverAsync(blog.Activity(), blog.Key);

        Assert.Equal((HttpStatusCode.Forbidden, "not-ours"), (answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
    }

    [Fact]
    public async Task own_hosts_are_not_asked_what_they_declare()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);

        await world.DeliverAsync(blog.Activity(), blog.Key);
        await world.DeliverAsync(world.Stranger.Activity("Create"), world.Stranger.Key);

        var records = world.Gateway.Services.GetRequiredService<PeerRecords>();
        await Eventually.HoldsAsync(async () => (await records.HostsAsync(Cancellation)).Contains(world.Stranger.Host));
        Assert.DoesNotContain(Blog, await records.HostsAsync(Cancellation));
    }

    [Fact]
    public async Task a_peer_is_asked_in_the_name_of_the_origin_that_it_came_to()
    {
        await using var blog = new Site(Blog, "/users/carol");
        await using var world = await StartAsync(blog);
        var agents = new System.Collections.Concurrent.ConcurrentBag<string>();
        world.Stranger.WellKnown = context =>
        {
            agents.Add(context.Request.Headers.UserAgent.ToString());
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };

        await world.FetchAsync("/users/carol/statuses/1", world.Stranger.Key, host: Blog);

        await Eventually.HoldsAsync(() => Task.FromResult(agents.Count >= 2));
        Assert.All(agents, agent => Assert.Contains($"http://{Blog}/", agent));
    }

    private static Task<GatewayWorld> StartAsync(Site blog, string? policy = null) => blog.BehindAsync(port => GatewayWorld.StartAsync(
        policy: policy,
        origins: $"    - host: {FakeOrigin.Host}\n      scheme: http\n      upstream: [http://127.0.0.1:ORIGIN]\n    - host: {Blog}\n      scheme: http\n      upstream: [http://127.0.0.1:{port}]"));

    /// <summary>A server with one actor that signs, and WebFinger.</summary>
    private sealed class Site(string host, string actor) : IAsyncDisposable
    {
        private readonly List<Arrived> _asked = [];
        private FakeServer? _server;

        public SigningKey Key { get; } = TestKeys.Of($"{host}{actor}", $"http://{host}{actor}#main-key");

        public string SelfLink { get; init; } = $"http://{host}{actor}";

        public string? RedirectsTo { get; init; }

        /// <summary>What FedFilter asked for an own key; what it asks on its own has no X-Forwarded-For.</summary>
        public IReadOnlyList<Arrived> Asked
        {
            get
            {
                lock (_asked)
                    return [.. _asked];
            }
        }

        public async Task<GatewayWorld> BehindAsync(Func<int, Task<GatewayWorld>> start)
        {
            _server = await FakeServer.StartAsync(AnswerAsync);
            return await start(_server.Port);
        }

        public string Activity(string id = "1") =>
            JsonSerializer.Serialize(new { id = $"http://{host}{actor}/create/{id}", type = "Create", actor = $"http://{host}{actor}", @object = "http://social.example/users/alice" });

        public Task AnswerAsync(HttpContext context)
        {
            if (context.Request.Headers.ContainsKey("X-Forwarded-For") && HttpMethods.IsGet(context.Request.Method))
                lock (_asked)
                    _asked.Add(new Arrived(
                        context.Request.Method,
                        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                        []));
            if (context.Request.Path == actor && RedirectsTo is not null)
            {
                context.Response.Redirect(RedirectsTo);
                return Task.CompletedTask;
            }

            if (context.Request.Path == actor || context.Request.Path == RedirectsTo)
                return FakeOrigin.ActivityAsync(context, JsonSerializer.Serialize(new
                {
                    id = $"http://{host}{actor}",
                    type = "Person",
                    preferredUsername = actor.Split('/')[^1],
                    inbox = $"http://{host}{actor}/inbox",
                    publicKey = new { id = Key.KeyId, owner = $"http://{host}{actor}", publicKeyPem = Key.PublicPem },
                }));
            if (context.Request.Path == "/.well-known/webfinger" && context.Request.Query["resource"] == $"acct:{actor.Split('/')[^1]}@{host}")
                return context.Response.WriteAsync(JsonSerializer.Serialize(new { links = new[] { new { rel = "self", type = "application/activity+json", href = SelfLink } } }));
            context.Response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status202Accepted : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
                await _server.DisposeAsync();
            Key.Dispose();
        }
    }
}
