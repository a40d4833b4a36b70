using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Tests.World;

/// <summary>What reached the origin, octet for octet where it matters.</summary>
internal sealed record Arrived(string Method, string RawTarget, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>The server behind the gateway: remembers what arrived, and serves one actor, its instance actor, one post, one page.</summary>
internal sealed class FakeOrigin : IAsyncDisposable
{
    public const string Host = "social.example";
    public const string Actor = "/users/alice";
    public const string Post = "/users/alice/statuses/1";

    private readonly FakeServer _server;

    private FakeOrigin(FakeServer server, List<Arrived> arrived)
    {
        _server = server;
        Arrived = arrived;
    }

    public int Port => _server.Port;

    public List<Arrived> Arrived { get; }

    public static async Task<FakeOrigin> StartAsync(RequestDelegate? answer = null)
    {
        var arrived = new List<Arrived>();
        var server = await FakeServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var passedOn = context.Request.Headers.ContainsKey("X-Forwarded-For"); // the program also asks the origin for itself
            lock (arrived)
                if (passedOn)
                    arrived.Add(new Arrived(
                        context.Request.Method,
                        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                        body.ToArray()));
            await (answer ?? AnswerAsync)(context);
        });
        return new FakeOrigin(server, arrived);
    }

    public static Task ActivityAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/activity+json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    public static Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/actor":
                return ActivityAsync(context, """{"@context":"https://www.w3.org/ns/activitystreams","id":"http://social.example/actor","type":"Application","inbox":"http://social.example/actor/inbox","publicKey":{"id":"http://social.example/actor#main-key"}}""");
            case var path when path!.StartsWith("/.well-known/", StringComparison.Ordinal) || path.StartsWith("/nodeinfo/", StringComparison.Ordinal):
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("""{"links":[],"software":{"name":"fake"}}""");
            case Actor:
                return ActivityAsync(context, """{"@context":"https://www.w3.org/ns/activitystreams","id":"http://social.example/users/alice","type":"Person","preferredUsername":"alice","summary":"private","inbox":"http://social.example/users/alice/inbox","publicKey":{"id":"k"}}""");
            case "/about":
                context.Response.ContentType = "text/html";
                return context.Response.WriteAsync("a web page");
            case var path when path!.EndsWith("/inbox", StringComparison.Ordinal):
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return Task.CompletedTask;
            default:
                context.Response.Headers.CacheControl = "public, max-age=180";
                return ActivityAsync(context, """{"id":"http://social.example/users/alice/statuses/1","type":"Note","content":"a post"}""");
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
