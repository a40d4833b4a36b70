using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.World;

/// <summary>
/// A whole small fediverse on loopback: an origin, a committed and an uncommitted peer, and the built program between them, configured by
/// files as an admin would. Everything goes through sockets, SQLite and real signatures.
/// </summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    private static readonly HttpRequestOptionsKey<SigningKey?> Signer = new("signer");

    private readonly HttpClient _outside;

    private GatewayWorld(string folder, FakeOrigin origin, FakePeer friend, FakePeer stranger, FedFilterHost gateway, SignatureStyle style)
    {
        (Folder, Origin, Friend, Stranger, Gateway) = (folder, origin, friend, stranger, gateway);
        _outside = new HttpClient(new HttpSigningHandler(request => request.Options.TryGetValue(Signer, out var key) ? key : null, new KnownStyles(TimeProvider.System), TimeProvider.System)
        {
            Styles = [style], // one knock: what is tested is the answer to it
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation) },
        });
    }

    public string Folder { get; }

    public FakeOrigin Origin { get; }

    public FakePeer Friend { get; }

    public FakePeer Stranger { get; }

    public FedFilterHost Gateway { get; }

    public AuditQuery Audit => Gateway.Services.GetRequiredService<AuditQuery>();

    public string PeersFile => Path.Combine(Folder, "policies", "peers.yaml");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="gateway">Further lines of the gateway section, indented by two.</param>
    /// <param name="policy">Takes the place of the default set's mode and rules.</param>
    /// <param name="origin">Takes the place of the usual origin.</param>
    /// <param name="style">How requests are signed.</param>
    /// <param name="origins">Takes the place of the list of origins, indented by four; ORIGIN is the origin's port.</param>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="more">Further sections of fedfilter.yaml.</param>
    /// <param name="names">Further hosts that may be reached by plain http, each with its address.</param>
    public static async Task<GatewayWorld> StartAsync(
        string gateway = "", string? policy = null, FakeOrigin? origin = null, string? origins = null,
        SignatureStyle style = SignatureStyle.Cavage, TimeProvider? time = null, string more = "", IReadOnlyDictionary<string, string>? names = null)
    {
        origin ??= await FakeOrigin.StartAsync();
        var friend = await FakePeer.StartAsync("friend.example");
        var stranger = await FakePeer.StartAsync("stranger.example");
        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        WritePolicy(folder, policy);
        WriteKeys(folder);
        origins ??= $"    - host: {FakeOrigin.Host}\n      scheme: http\n      upstream: [http://127.0.0.1:ORIGIN]";
        var peers = new Dictionary<string, string>(names ?? new Dictionary<string, string>())
        {
            [friend.Host] = $"127.0.0.1:{friend.Port}",
            [stranger.Host] = $"127.0.0.1:{stranger.Port}",
            ["nobody.example"] = "127.0.0.1:1",
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins:
            {{origins.Replace("ORIGIN", $"{origin.Port}")}}
            {{gateway}}
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [{{string.Join(", ", peers.Keys)}}]
              resolve: { {{string.Join(", ", peers.Select(peer => $"{peer.Key}: \"{peer.Value}\""))}} }
            {{more}}
            """, Cancellation);

        var (settings, problems) = SettingsFile.Load(Path.Combine(folder, "fedfilter.yaml"));
        Assert.Empty(problems);
        var (set, policyProblems) = PolicyFolder.Load(settings!.Policies);
        Assert.Empty(policyProblems);
        return new GatewayWorld(folder, origin, friend, stranger, await FedFilterHost.StartAsync(settings, set!, FedFilterHost.NoLog, Cancellation, time), style);
    }

    public Task<HttpResponseMessage> FetchAsync(string path, SigningKey? signedBy, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host) =>
        SendAsync(HttpMethod.Get, path, signedBy, null, headers, host);

    public Task<HttpResponseMessage> DeliverAsync(string json, SigningKey? signedBy, string path = "/users/alice/inbox", Action<HttpRequestHeaders>? headers = null) =>
        SendAsync(HttpMethod.Post, path, signedBy, new StringContent(json, Encoding.UTF8, "application/activity+json"), headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, SigningKey? signedBy, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host)
    {
        var request = new HttpRequestMessage(method, new Uri($"http://{host}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        if (headers is null)
            request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
        headers?.Invoke(request.Headers);
        request.Options.Set(Signer, signedBy);
        return await _outside.SendAsync(request, Cancellation);
    }

    /// <summary>What comes back for exactly these octets.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        await using var stream = await ConnectAsync(Cancellation);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(deadline.Token) is { Length: > 0 } line)
            head.AppendLine(line);
        return head.ToString();
    }

    public async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Gateway.Gateway.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The member of a problem document.</summary>
    public static async Task<string?> ProblemAsync(HttpResponseMessage answer, string member)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return problem.RootElement.TryGetProperty(member, out var value) ? value.ToString() : null;
    }

    private static void WriteKeys(string folder)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "data", "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "actor-rsa.pem"), TestKeys.Pem("gateway"));
    }

    private static void WritePolicy(string folder, string? policy)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var (name, text) in FedFilter.Commands.ShippedPolicy.Files())
            File.WriteAllText(Path.Combine(target, name), name == "rules.yaml" && policy is not null ? policy : text);
        File.WriteAllText(Path.Combine(target, "peers.yaml"), "peers:\n  - { host: friend.example, attests: [no-ai-training], by: a test }\n");
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
        await Friend.DisposeAsync();
        await Stranger.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
