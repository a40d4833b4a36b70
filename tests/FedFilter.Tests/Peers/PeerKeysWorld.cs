using System.Net;
using System.Text.Json;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

/// <summary>A store and one peer with a real key, for tests of how keys are found.</summary>
public abstract class PeerKeysWorld : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private protected readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private protected FakePeer _peer = null!;
    private ServiceProvider _services = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _peer = await FakePeer.StartAsync("friend.example");
        await Database.MigrateAsync(_folder, Cancellation);
        Restart();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _services.DisposeAsync();
        await _peer.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }

    private protected void Serve(SigningKey ed25519, string actor, string key) => _peer.Answer = context => FakeOrigin.ActivityAsync(
        context,
        (context.Request.Path.Value!.EndsWith("/ed", StringComparison.Ordinal) ? key : actor)
            .Replace("ACTOR", _peer.Actor, StringComparison.Ordinal)
            .Replace("\"ED", $"\"{ed25519.KeyId}", StringComparison.Ordinal)
            .Replace("MULTIBASE", ed25519.PublicMultibase, StringComparison.Ordinal)
            .Replace("KEY", _peer.Key.KeyId, StringComparison.Ordinal)
            .Replace("\"PEM\"", JsonSerializer.Serialize(_peer.Key.PublicPem), StringComparison.Ordinal));

    private protected string Filled(string document) => document.Replace("ACTOR", _peer.Actor, StringComparison.Ordinal).Replace("KEY", _peer.Key.KeyId, StringComparison.Ordinal)
        .Replace("\"PEM\"", JsonSerializer.Serialize(_peer.Key.PublicPem), StringComparison.Ordinal);

    private protected void Confirm(VerificationKey key, string client = "198.51.100.1") => Keys.Confirm(key, IPAddress.Parse(client));

    private protected ValueTask<VerificationKey?> StoredAsync(string keyId) =>
        _services.GetRequiredService<KeyStore>().FindAsync(new KeyId(PeerIri.Parse(keyId)!), Cancellation);

    private protected PeerKeys Keys => _services.GetRequiredService<PeerKeys>();

    private protected ValueTask<KeyLookup> FindAsync(VerificationKey? stale = null, string? keyId = null, string client = "198.51.100.1") =>
        Keys.FindAsync(Request(stale, keyId, client), Cancellation);

    private protected KeyRequest Request(VerificationKey? stale = null, string? keyId = null, string client = "198.51.100.1") =>
        new(keyId ?? _peer.Key.KeyId, new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(client) } }, stale);

    private protected void Answer(int status) => _peer.Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>As after a restart of the program: memory is empty, the store is not.</summary>
    private protected void Restart(FakePeer? other = null, long cacheBytes = 1024 * 1024)
    {
        var peers = new[] { _peer, other }.OfType<FakePeer>().ToArray();
        _services?.Dispose();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddStorage(_folder)
            .AddNetwork(new NetworkOptions
            {
                AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
                AllowHttp = peers.Select(peer => peer.Host).ToHashSet(),
                Resolve = peers.ToDictionary(peer => peer.Host, peer => new FixedAddress(IPAddress.Loopback, peer.Port)),
            })
            .AddPeers(_ => new PeerKeysOptions
            {
                OwnHosts = _ => new HashSet<string> { "social.example" },
                SignAs = _ => TestKeys.Of("gateway", "http://social.example/fedfilter/actor#main-key"),
                ClientOf = context => context.Connection.RemoteIpAddress!,
                CacheBytes = cacheBytes,
            })
            .BuildServiceProvider();
    }

    private protected static VerificationKey Found(KeyLookup lookup) => Assert.IsType<KeyLookup.Found>(lookup).Key;

    private protected static SignatureFault Missing(KeyLookup lookup) => Assert.IsType<KeyLookup.Missing>(lookup).Fault;
}
