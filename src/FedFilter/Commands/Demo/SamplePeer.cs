using System.Text.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Commands.Demo;

/// <summary>Another server: it publishes an actor with a real key, and signs with it.</summary>
internal sealed class SamplePeer : IAsyncDisposable
{
    private readonly DemoServer _server;

    private SamplePeer(string host, SigningKey key, DemoServer server)
    {
        Host = host;
        Key = key;
        _server = server;
    }

    public string Host { get; }

    public SigningKey Key { get; }

    public string Actor => ActorOf(Host);

    public int Port => _server.Port;

    public static async Task<SamplePeer> StartAsync(string host)
    {
        var key = SigningKey.FromPem(ActorOf(host) + "#main-key", SigningKey.NewPem());
        var server = await DemoServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/activity+json";
            return JsonSerializer.SerializeAsync(context.Response.Body, new
            {
                id = ActorOf(host),
                type = "Person",
                preferredUsername = "bob",
                inbox = ActorOf(host) + "/inbox",
                publicKey = new { id = key.KeyId, owner = ActorOf(host), publicKeyPem = key.PublicPem },
            });
        });
        return new SamplePeer(host, key, server);
    }

    /// <summary>An activity of this peer's user.</summary>
    public string Activity(string type, string target) =>
        JsonSerializer.Serialize(new { id = $"{Actor}/{type}/{Guid.NewGuid():N}", type, actor = Actor, @object = target });

    private static string ActorOf(string host) => $"http://{host}/users/bob";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Key.Dispose();
    }
}
