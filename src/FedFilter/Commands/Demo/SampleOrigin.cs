using System.Text.Json;

namespace FedFilter.Commands.Demo;

/// <summary>A fediverse server with one user and one post, which trusts the filter in front of it.</summary>
internal static class SampleOrigin
{
    public const string Host = "social.example";
    public const string Actor = $"http://{Host}/users/alice";
    public const string Post = Actor + "/statuses/1";

    public static string ActorOf(string host) => $"http://{host}/users/alice";

    public static string PostOf(string host) => ActorOf(host) + "/statuses/1";

    public static Task<DemoServer> StartAsync(string host) => DemoServer.StartAsync(context => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/users/alice") => ActivityAsync(context, new
        {
            id = ActorOf(host),
            type = "Person",
            preferredUsername = "alice",
            summary = "Only servers that committed not to train on it read this.",
            inbox = ActorOf(host) + "/inbox",
            publicKey = new { id = ActorOf(host) + "#main-key", owner = ActorOf(host), publicKeyPem = "(a sample)" },
        }),
        ("GET", "/users/alice/statuses/1") => ActivityAsync(context, new { id = PostOf(host), type = "Note", attributedTo = ActorOf(host), content = "A post that shall not become training data." }),
        ("POST", "/users/alice/inbox") => Accepted(context),
        ("GET", "/about") => context.Response.WriteAsync("A web page."),
        _ => NotFound(context),
    });

    private static async Task ActivityAsync(HttpContext context, object document)
    {
        context.Response.ContentType = "application/activity+json";
        await JsonSerializer.SerializeAsync(context.Response.Body, document);
    }

    private static async Task Accepted(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
