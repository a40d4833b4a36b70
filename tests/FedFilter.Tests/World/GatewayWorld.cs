using System.Net.Http.Headers;
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
    private readonly Outside _outside;

    private GatewayWorld(string folder, FakeOrigin origin, FakePeer friend, FakePeer stranger, FedFilterHost gateway, SignatureStyle style)
    {
        (Folder, Origin, Friend, Stranger, Gateway) = (folder, origin, friend, stranger, gateway);
        _outside = new Outside(() => Another ?? Gateway.Gateway.Port, style);
    }

    public string Folder { get; }

    public FakeOrigin Origin { get; }

    public FakePeer Friend { get; }

    public FakePeer Stranger { get; }

    public FedFilterHost Gateway { get; }

    /// <summary>The port of another gateway of the same configuration, where requests are to go there.</summary>
    public int? Another { get; set; }

    public AuditQuery Audit => Gateway.Services.GetRequiredService<AuditQuery>();

    public string PeersFile => Path.Combine(Folder, "policies", "peers.yaml");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="gateway">Further lines of the gateway section, indented by two.</param>
    /// <param name="policy">Takes the place of the default set's mode and rules.</param>
    /// <param name="origin">Takes the place of the usual origin.</param>
    /// <param name="style">How requests are signed.</param>
    /// <param name="origins">Takes the place of the list of origins, indented by four; ORIGIN is the origin's port.</param>
    /// <param name="time">The gateway's clock; else the real one, with patience.</param>
    /// <param name="more">Further sections of fedfilter.yaml.</param>
    /// <param name="names">Further hosts that may be reached by plain http, each with its address.</param>
    /// <param name="tls">Whether the gateway ends TLS itself, and so also speaks HTTP/2.</param>
    public static async Task<GatewayWorld> StartAsync(
        string gateway = "", string? policy = null, FakeOrigin? origin = null, string? origins = null,
        SignatureStyle style = SignatureStyle.Cavage, TimeProvider? time = null, string more = "", IReadOnlyDictionary<string, string>? names = null, bool tls = false)
    {
        origin ??= await FakeOrigin.StartAsync();
        var friend = await FakePeer.StartAsync("friend.example");
        var stranger = await FakePeer.StartAsync("stranger.example");
        var peers = new Dictionary<string, string>(names ?? new Dictionary<string, string>())
        {
            [friend.Host] = $"127.0.0.1:{friend.Port}",
            [stranger.Host] = $"127.0.0.1:{stranger.Port}",
            ["nobody.example"] = "127.0.0.1:1",
        };
        var folder = await WorldFolder.WriteAsync(origin.Port, peers, gateway, policy, origins, more, tls);
        var (settings, problems) = SettingsFile.Load(Path.Combine(folder, "fedfilter.yaml"));
        Assert.Empty(problems);
        var (set, policyProblems) = PolicyFolder.Load(settings!.Policies);
        Assert.Empty(policyProblems);
        return new GatewayWorld(folder, origin, friend, stranger, await FedFilterHost.StartAsync(settings, set!, FedFilterHost.NoLog, Cancellation, time ?? PatientTime.Real), style);
    }

    public Task<HttpResponseMessage> FetchAsync(string path, SigningKey? signedBy, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host) =>
        _outside.FetchAsync(path, signedBy, headers, host);

    public Task<HttpResponseMessage> DeliverAsync(string json, SigningKey? signedBy, string path = "/users/alice/inbox", Action<HttpRequestHeaders>? headers = null) =>
        _outside.DeliverAsync(json, signedBy, path, headers);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, SigningKey? signedBy, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host) =>
        _outside.SendAsync(method, path, signedBy, content, headers, host);

    /// <summary>What comes back for exactly these octets.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        await using var stream = await ConnectAsync(Cancellation);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(deadline.Token) is { Length: > 0 } line)
            head.AppendLine(line);
        return head.ToString();
    }

    public Task<Stream> ConnectAsync(CancellationToken cancellation) => Outside.ConnectAsync(Another ?? Gateway.Gateway.Port, cancellation);

    /// <summary>The member of a problem document.</summary>
    public static async Task<string?> ProblemAsync(HttpResponseMessage answer, string member)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return problem.RootElement.TryGetProperty(member, out var value) ? value.ToString() : null;
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
        await Friend.DisposeAsync();
        await Stranger.DisposeAsync();
        await TestFolder.DeleteAsync(Folder);
    }
}
