using System.Text.Json;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.World;

/// <summary>Another server with one actor and a real key; a test may change what it answers.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private FakeServer _server = null!;
    private int _fetches;
    private int _generation;

    private FakePeer(string host) => Host = host;

    public string Host { get; }

    public int Port => _server.Port;

    public string Actor => $"http://{Host}/users/bob";

    public SigningKey Key { get; private set; } = null!;

    /// <summary>How often anything was asked of it but what it declares.</summary>
    public int Fetches => _fetches;

    /// <summary>What it answers at paths under <c>/.well-known/</c>; at first, to WebFinger for an id that it is one of its own actors, and else that there is nothing.</summary>
    public RequestDelegate WellKnown { get; set; } = context =>
    {
        var (host, id) = (context.Request.Headers.Host, context.Request.Query["resource"].ToString());
        if (context.Request.Path == "/.well-known/webfinger" && id.StartsWith($"http://{host}/", StringComparison.Ordinal))
            return context.Response.WriteAsync(WebFinger($"bob@{host}", id));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    /// <summary>A WebFinger answer that gives an actor its handle.</summary>
    public static string WebFinger(string handle, string actor) =>
        JsonSerializer.Serialize(new { subject = $"acct:{handle}", links = new[] { new { rel = "self", type = "application/activity+json", href = actor } } });

    /// <summary>Takes the place of the actor document.</summary>
    public RequestDelegate? Answer { get; set; }

    public static async Task<FakePeer> StartAsync(string host)
    {
        var peer = new FakePeer(host);
        peer.RotateKey();
        peer._server = await FakeServer.StartAsync(context =>
        {
            if (context.Request.Path.StartsWithSegments("/.well-known"))
                return peer.WellKnown(context);
            Interlocked.Increment(ref peer._fetches);
            return (peer.Answer ?? peer.ActorAsync)(context);
        });
        return peer;
    }

    public void RotateKey() => Key = TestKeys.Of($"{Host} {_generation++}", Actor + "#main-key");

    public string ActorJson(string? id = null, string? keyId = null, string? owner = null, string? pem = null) => JsonSerializer.Serialize(new
    {
        id = id ?? Actor,
        type = "Person",
        inbox = Actor + "/inbox",
        publicKey = new { id = keyId ?? Key.KeyId, owner = owner ?? Actor, publicKeyPem = pem ?? Key.PublicPem },
    });

    public string Activity(string type, string target = "http://social.example/users/alice") =>
        JsonSerializer.Serialize(new { id = $"{Actor}/{type}/1", type, actor = Actor, @object = target });

    public Task ActorAsync(HttpContext context) => FakeOrigin.ActivityAsync(context, ActorJson());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Key.Dispose();
    }
}
