using System.Net;
using FedFilter.Contexts;
using FedFilter.Network;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Contexts;

/// <summary>Contexts that a delivery only names, over real sockets: who waits for them, and for how long.</summary>
public sealed class ContextDocumentsTests
{
    private const string Address = "http://friend.example/context";
    private const string Harmless = """{"@context":{"Emoji":"http://joinmastodon.org/ns#Emoji"}}""";
    private const string Harmful = """{"@context":{"Delete":"https://www.w3.org/ns/activitystreams#Create"}}""";

    [Theory]
    [InlineData(Harmless, 202, null)]
    [InlineData(Harmful, 400, "context-redefines")]
    [InlineData("""{"@context":["https://www.w3.org/ns/activitystreams","http://friend.example/context"]}""", 202, null)]
    [InlineData("{}", 202, null)]
    [InlineData("[]", 503, "context-unreachable")]
    [InlineData("<html>", 503, "context-unreachable")]
    public async Task an_unknown_context_is_fetched_once_and_read(string text, int status, string? code)
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origin("json-ld"));
        var fetched = Serve(world, text);

        for (var i = 0; i < 2; i++)
            await ExpectAsync(world, Activity(i), status, code);

        Assert.Equal(1, fetched());
    }

    [Fact]
    public async Task an_origin_that_reads_plain_json_waits_for_no_context()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origin("json"));
        var fetched = Serve(world, Harmful);

        await ExpectAsync(world, Activity(1), 202, null);

        Assert.Equal(0, fetched());
    }

    [Fact]
    public async Task but_for_what_carries_a_linked_data_signature_it_does()
    {
        await using var world = await GatewayWorld.StartAsync(origins: Origin("json"));
        Serve(world, Harmful);

        await ExpectAsync(world, Activity(1, "\"signature\":{\"type\":\"RsaSignature2017\"},"), 400, "context-redefines");
    }

    [Fact]
    public async Task what_a_context_names_is_looked_at_too()
    {
        await using var world = await GatewayWorld.StartAsync();
        Serve(world, path => path == "/context" ? """{"@context":{"x":{"@id":"http://x.example/#x","@context":"http://friend.example/inner"}}}""" : Harmful);

        await ExpectAsync(world, Activity(1), 400, "context-redefines");
    }

    [Fact]
    public async Task contexts_that_name_ever_more_others_are_not_followed_for_ever()
    {
        await using var world = await GatewayWorld.StartAsync();
        var number = 0;
        var fetched = Serve(world, _ => $$"""{"@context":"http://friend.example/context/{{Interlocked.Increment(ref number)}}"}""");

        await ExpectAsync(world, Activity(1), 400, "context-unusable");

        Assert.InRange(fetched(), 1, ContextDocuments.MostOfDelivery);
    }

    [Theory]
    [InlineData("/schemas/x.jsonld")]
    [InlineData("http://other.example/context")]
    [InlineData("https://127.0.0.1/context")]
    [InlineData("ftp://friend.example/context")]
    [InlineData("file:///etc/passwd")]
    public async Task a_context_at_no_address_that_is_fetched_is_refused_at_once(string address)
    {
        await using var world = await GatewayWorld.StartAsync();

        await ExpectAsync(world, Activity(1).Replace(Address, address, StringComparison.Ordinal), 400, "context-unusable");
    }

    [Fact]
    public async Task a_delivery_is_held_for_a_day_and_then_refused()
    {
        var (time, status) = (new FakeTimeProvider(), 404);
        await using var host = await FakeServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/ld+json";
            await context.Response.WriteAsync(Harmless, context.RequestAborted);
        });
        var network = new NetworkOptions
        {
            AllowPrivate = [IPNetwork.Parse("127.0.0.1/32")],
            AllowHttp = new HashSet<string> { "friend.example" },
            Resolve = new Dictionary<string, FixedAddress> { ["friend.example"] = new(IPAddress.Loopback, host.Port) },
        };
        using var documents = new ContextDocuments(NetworkRegistration.Resources(network, TimeProvider.System), network, time);
        ValueTask<ContextOutcome> LookAsync() => documents.LookAtAsync([Address], "192.0.2.0/24", "social.example", TestContext.Current.CancellationToken);

        Assert.Equal(ContextOutcome.Unreachable, await LookAsync());
        time.Advance(ContextDocuments.Patience - TimeSpan.FromMinutes(1));
        Assert.Equal(ContextOutcome.Unreachable, await LookAsync());
        time.Advance(ContextDocuments.Pause);
        Assert.Equal(ContextOutcome.Unusable, await LookAsync());

        status = 200;
        time.Advance(ContextDocuments.Pause);
        Assert.Equal(ContextOutcome.Kept, await LookAsync());

        // What was read once goes on while its host is away.
        status = 500;
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(ContextOutcome.Kept, await LookAsync());
    }

    [Fact]
    public async Task a_client_network_causes_so_many_fetches_and_no_more()
    {
        var network = new NetworkOptions { Resolve = new Dictionary<string, FixedAddress>() };
        var resolved = 0;
        using var http = new HttpClient(GuardedConnection.Handler(network, (_, _) => Task.FromResult<IPAddress[]>(Interlocked.Increment(ref resolved) > 0 ? [IPAddress.Loopback] : [])));
        using var documents = new ContextDocuments(new ResourceClient(http, network, TimeProvider.System), network, TimeProvider.System);

        for (var i = 0; i < 200; i++)
            await documents.LookAtAsync([$"https://h{i}.example/context"], "192.0.2.0/24", "social.example", TestContext.Current.CancellationToken);

        Assert.InRange(resolved, 30, 90); // 30 at once, and as many again each minute
    }

    private static string Origin(string reads) => $"    - host: {FakeOrigin.Host}\n      scheme: http\n      reads: {reads}\n      upstream: [http://127.0.0.1:ORIGIN]";

    private static string Activity(int number, string more = "") =>
        $$"""{"@context":["https://www.w3.org/ns/activitystreams","{{Address}}"],{{more}}"id":"http://friend.example/{{number}}","type":"Create","actor":"http://friend.example/users/bob","object":{"type":"Note","content":"x"} }""";

    private static async Task ExpectAsync(GatewayWorld world, string activity, int status, string? code)
    {
        using var answer = await world.DeliverAsync(activity, world.Friend.Key);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        if (code is not null)
            Assert.Equal(code, await GatewayWorld.ProblemAsync(answer, "code"));
        Assert.Equal(status == 503, answer.Headers.RetryAfter is not null);
    }

    private static Func<int> Serve(GatewayWorld world, string text) => Serve(world, _ => text);

    private static Func<int> Serve(GatewayWorld world, Func<string, string> text, Func<int>? status = null)
    {
        var fetched = 0;
        world.Friend.Answer = async context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/users/bob")
            {
                await world.Friend.ActorAsync(context);
                return;
            }

            Interlocked.Increment(ref fetched);
            context.Response.StatusCode = status?.Invoke() ?? 200;
            context.Response.ContentType = "application/ld+json";
            await context.Response.WriteAsync(text(path), context.RequestAborted);
        };
        return () => fetched;
    }
}
