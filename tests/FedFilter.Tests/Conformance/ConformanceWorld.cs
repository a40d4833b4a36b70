using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Tests.Conformance;

/// <summary>The fixed world that tests/conformance/README.md describes, with what one case adds to it.</summary>
internal sealed class ConformanceWorld : IAsyncDisposable
{
    private const string Policy = """
        mode: enforce
        rules:
          - { name: blocked, when: { peer: blocked.example }, then: refuse, because: blocked }
          - { name: clean-up passes, when: { delivery: [Delete, Undo, Block, Reject, Flag] }, then: allow }
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: strangers may deliver, when: { direction: inbound, delivery: true }, then: allow }
          - { name: everyone else, then: refuse, because: not-committed }
        """;

    private readonly GatewayWorld _gateway;
    private readonly Dictionary<string, FakePeer> _peers;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, SuiteKey> _keys = [];
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly Way _way;
    private readonly FrontProxy? _front;
    private int _forwarded;

    private ConformanceWorld(GatewayWorld gateway, Trap trap, Dictionary<string, FakePeer> peers, string item, Way way, FrontProxy? front)
    {
        (_gateway, Trap, _peers, _way, _front) = (gateway, trap, peers, way, front);
        front?.Upstream = gateway.Gateway.Gateway.Port;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ConformanceFiles.Folder, "keys"), "*.pem"))
            _keys[Path.GetFileNameWithoutExtension(file)] = SuiteKeys.Read(file);

        _names = new() { ["each"] = item, ["trap"] = $"{trap.Port}" };
        foreach (var (name, peer) in peers)
        {
            (_names[$"{name}.actor"], _names[$"{name}.key-id"], _names[$"{name}.pem"]) = (peer.Actor, peer.Actor + "#main-key", peer.Key.PublicPem);
            peer.Answer = context => AnswerAsync(peer, context);
        }

        foreach (var (name, key) in _keys)
            _names[$"{name}.pem"] = key.PublicPem;
    }

    public Trap Trap { get; }

    public List<Arrived> Arrived => _gateway.Origin.Arrived;

    /// <summary>What URLs answer instead of an actor document.</summary>
    public Dictionary<string, ServedDocument> Served { get; } = [];

    public bool HasFront => _front is not null;

    /// <summary>Whether a proxy in front answered everything since <see cref="TakeAsked"/> by itself.</summary>
    public bool WasRefusedOnTheWay => _front is { } front && front.Forwarded == _forwarded;

    public static async Task<ConformanceWorld> StartAsync(ConformanceCase one, string item, Way way, FrontProxy? front)
    {
        var trap = new Trap();
        var peers = new Dictionary<string, FakePeer>();
        foreach (var name in (string[])["evil", "blocked"])
            peers[name] = await FakePeer.StartAsync(name + ".example");
        var names = peers.ToDictionary(peer => peer.Value.Host, peer => $"127.0.0.1:{peer.Value.Port}");
        foreach (var (host, to) in one.Resolve)
            names[host.Replace("${each}", item, StringComparison.Ordinal)] = to.Replace("${each}", item, StringComparison.Ordinal) switch
            {
                "trap" => $"127.0.0.2:{trap.Port}",
                var peer when peers.TryGetValue(peer, out var known) => $"127.0.0.1:{known.Port}",
                var address => address,
            };

        var settings = new Dictionary<string, string>(one.Settings);
        settings.TryAdd("trusted-proxies", way is Way.Nginx or Way.Caddy ? "[127.0.0.1/32, 127.0.9.0/24]" : "[127.0.9.0/24]");
        var origins = settings.Remove("software", out var software) ? $"    - {{ host: social.example, scheme: http, upstream: [http://127.0.0.1:ORIGIN], software: {software} }}" : null;
        var meetsDeadline = one.Serve.Values.Any(document => document.Dribble)
            || one.Steps.Select(step => step.Request).Append(one.Request).Any(request => request?.Send is not null);
        ConformanceWorld? world = null;
        var origin = await FakeOrigin.StartAsync(context => world is { } there && there.OriginAnswer(one, context) is { } document
            ? ServeAsync(document, there.Placeholders("friend"), context)
            : FakeOrigin.AnswerAsync(context));
        var gateway = await GatewayWorld.StartAsync(
            string.Concat(settings.Select(setting => $"  {setting.Key}: {setting.Value}\n")), Policy, origin, origins, names: names, time: meetsDeadline ? TimeProvider.System : null, tls: way == Way.Http2);
        peers["friend"] = gateway.Friend;
        peers["stranger"] = gateway.Stranger;
        return world = new ConformanceWorld(gateway, trap, peers, item, way, front);
    }

    private ServedDocument? OriginAnswer(ConformanceCase one, HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var fill = Placeholders("friend");
        return one.OriginAnswers.FirstOrDefault(answer => fill.Fill(answer.Key) == target).Value;
    }

    public Placeholders Placeholders(string signer)
    {
        signer = signer.Replace("-before", "", StringComparison.Ordinal); // the same actor, with the key it had before
        var values = new Dictionary<string, string>(_names) { ["me.actor"] = _names.GetValueOrDefault($"{signer}.actor", "http://evil.example/users/bob") };
        values["me.key-id"] = values["me.actor"] + "#main-key";
        return new Placeholders(values, DateTimeOffset.UtcNow);
    }

    public SuiteKey Key(string name) => _peers.TryGetValue(name, out var peer) ? SuiteKeys.Of(peer) : _keys[name];

    public void Rotate(string name)
    {
        var before = _peers[name].Key;
        _keys[name + "-before"] = new SuiteKey(before.PublicPem, data => before.Sign(data));
        _peers[name].RotateKey();
        _names[$"{name}.pem"] = _peers[name].Key.PublicPem;
    }

    /// <summary>How often each host was asked for anything since the last call.</summary>
    public Dictionary<string, int> TakeAsked()
    {
        var asked = new Dictionary<string, int>(_asked);
        _asked.Clear();
        _forwarded = _front?.Forwarded ?? 0;
        return asked;
    }

    public async Task<WireAnswer> SendAsync(Sent request, string from, bool hasBody, CancellationToken cancellation)
    {
        if (_way == Way.Http2)
        {
            await using var client = await Http2Client.ConnectAsync(_gateway.Gateway.Gateway.Port, from, cancellation);
            return await client.SendAsync(request.Message!, request.Send, cancellation);
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, _front?.Port ?? _gateway.Gateway.Gateway.Port, cancellation);
        await using var stream = new NetworkStream(socket);
        try
        {
            await stream.WriteAsync(request.Octets, cancellation);
        }
        catch (IOException)
        {
            // It answered before it had read everything, and closed; the answer is there.
        }

        return await WireAnswer.ReadAsync(stream, hasBody, cancellation);
    }

    private async Task AnswerAsync(FakePeer peer, HttpContext context)
    {
        var host = context.Request.Headers.Host.ToString(); // Request.Host would turn A-labels into Unicode
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _asked.AddOrUpdate(host, 1, (_, count) => count + 1);
        var fill = Placeholders("evil");
        if (Served.FirstOrDefault(served => fill.Fill(served.Key) == $"http://{host}{target}").Value is { } document)
            await ServeAsync(document, fill, context);
        else if (target == "/users/bob")
            await FakeOrigin.ActivityAsync(context, peer.ActorJson($"http://{host}/users/bob", $"http://{host}/users/bob#main-key", $"http://{host}/users/bob"));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task ServeAsync(ServedDocument document, Placeholders fill, HttpContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(document.Delay), context.RequestAborted);
        context.Response.StatusCode = document.Status;
        if (document.Types.Count > 0)
            context.Response.Headers.ContentType = document.Types.Select(fill.Fill).ToArray();
        else
            context.Response.ContentType = document.Type is null ? null : fill.Fill(document.Type);
        foreach (var (name, value) in document.Headers)
            context.Response.Headers[name] = fill.Fill(value);
        if (document.Status is 204 or 304)
            return;
        var text = document.Json is { } json ? fill.Json(json) : fill.Fill(document.Text ?? "");
        if (!document.Dribble)
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
            return;
        }

        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            await context.Response.Body.WriteAsync(new[] { octet }, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(100, context.RequestAborted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _peers["evil"].DisposeAsync();
        await _peers["blocked"].DisposeAsync();
        await Trap.DisposeAsync();
    }
}
