using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.Checkpoints.Relay;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Freeze;

/// <summary>The answers with which gateway, relay and proxy stop a request: at least one for each status, with headers and body.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> _answers = [];
    private GatewayWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await EveryPart.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_answers_of_the_gateway_are_as_approved()
    {
        var (friend, stranger) = (_world.Friend.Key, _world.Stranger.Key);
        using var unreachable = TestKeys.Of("unreachable", "http://nobody.example/actor#main-key");

        await GetAsync("refused", FakeOrigin.Post, stranger);
        await GetAsync("refused, for a person", FakeOrigin.Post, stranger, "text/html");
        await GetAsync("held", "/held", stranger);
        await _world.FetchAsync("/limited", stranger);
        await GetAsync("limited", "/limited", stranger);
        await GetAsync("identity in place of a refused actor", FakeOrigin.Actor, stranger);
        await GetAsync("unsigned", FakeOrigin.Post, null);
        await PostAsync("unsigned", _world.Friend.Activity("Create"), null);
        await GetAsync("key that does not answer", FakeOrigin.Post, unreachable);
        await GetAsync("path with two readings", "/users//alice", friend);
        await PostAsync("body that is no JSON", "{", friend);
        await PostAsync("actor elsewhere", _world.Friend.Activity("Create"), stranger);
        await AddAsync("POST, type that is not taken", _world.SendAsync(HttpMethod.Post, "/inbox", friend, new StringContent("{}", Encoding.UTF8, "text/plain")));
        await PostAsync("body that is too large", $$"""{"content":"{{new string('x', 1024 * 1024)}}"}""", friend);
        await AddAsync("host that is not ours", _world.FetchAsync(FakeOrigin.Post, friend, host: "other.example"));
        await AddAsync("origin that does not answer", _world.FetchAsync(FakeOrigin.Post, friend, host: "gone.example"));
        await GetAsync("page that is not there", "/fedfilter/nothing", null);
        await GetAsync("page that is not there, for a person", "/fedfilter/nothing", null, "text/html");
        await AddAsync("method that is not served", _world.SendAsync(HttpMethod.Delete, "/fedfilter/terms", null));
        await RawAsync("head that cannot be read", _world.Gateway.Gateway.Port, "GET / HTTP/1.1\r\nHost social.example\r\n\r\n");
        await RawAsync("head that is too large", _world.Gateway.Gateway.Port, $"GET / HTTP/1.1\r\nHost: social.example\r\nX: {new string('x', 40_000)}\r\n\r\n");

        Approved.Lines("answers-gateway.txt", _answers);
    }

    [Fact]
    public async Task the_answers_of_the_relay_are_as_approved()
    {
        var (friend, stranger) = (_world.Friend, _world.Stranger);
        using var unreachable = TestKeys.Of("unreachable", "http://nobody.example/actor#main-key");

        await RelayAsync("key that does not answer", RelayWorld.Follow(friend), unreachable);
        await RelayAsync("unsigned", RelayWorld.Follow(friend), null);
        await RelayAsync("publishing without a subscription", RelayWorld.Create(friend), friend.Key);
        await RelayAsync("subscribed", RelayWorld.Follow(friend), friend.Key);
        await RelayAsync("subscription that is refused", RelayWorld.Follow(stranger), stranger.Key);
        await RelayAsync("publishing that is refused", RelayWorld.Create(stranger), stranger.Key);
        await RelayAsync("post that is not public", RelayWorld.Create(friend, to: "http://friend.example/followers"), friend.Key);
        await RelayAsync("activity without an id", $$"""{"type":"Follow","actor":"{{friend.Actor}}","object":"{{RelayWorld.Public}}"}""", friend.Key);
        await RelayAsync("body that is no JSON", "{", friend.Key);
        for (var i = 0; i < 6; i++)
            await PostToRelayAsync(RelayWorld.Follow(friend, number: $"{i + 2}"), friend.Key);
        await RelayAsync("limited", RelayWorld.Follow(friend, number: "9"), friend.Key);
        await AddAsync("type that is not taken", _world.SendAsync(HttpMethod.Post, "/inbox", friend.Key, new StringContent("{}", Encoding.UTF8, "text/plain"), host: RelayWorld.Host));
        await AddAsync("page that is not there", _world.FetchAsync("/nothing", null, host: RelayWorld.Host));
        await AddAsync("method that is not served", _world.SendAsync(HttpMethod.Delete, "/actor", null, host: RelayWorld.Host));
        await AddAsync("WebFinger without a resource", _world.FetchAsync("/.well-known/webfinger", null, host: RelayWorld.Host));

        Approved.Lines("answers-relay.txt", _answers);
    }

    [Fact]
    public async Task the_answers_of_the_proxy_are_as_approved()
    {
        var port = _world.Gateway.Egress!.Port;

        await ConnectAsync("tunnel that is refused", "blocked.example:443");
        await ConnectAsync("tunnel that is held", "held.example:443");
        await ConnectAsync("tunnel to an address", "127.0.0.1:443");
        await ConnectAsync("tunnel to another port", "friend.example:25");
        await ConnectAsync("tunnel to a host that does not answer", "dead.example:443");
        await RawAsync("tunnel with another host", port, "CONNECT friend.example:443 HTTP/1.1\r\nHost: stranger.example\r\n\r\n");
        await RawAsync("tunnel with a head that is too large", port, $"CONNECT friend.example:443 HTTP/1.1\r\nX: {new string('x', 10_000)}\r\n\r\n");
        await ProxyAsync("fetch that is refused", "GET", "blocked.example");
        await ProxyAsync("fetch that is held", "GET", "held.example");
        await DeliverAsync("delivery, the first of an hour");
        await DeliverAsync("delivery that is limited");
        await ProxyAsync("host that does not answer", "GET", "dead.example");
        await ProxyAsync("host without plain http", "GET", "private.example");
        await ProxyAsync("method that is not served", "TRACE", "friend.example");

        Approved.Lines("answers-proxy.txt", _answers);

        Task DeliverAsync(string name)
        {
            const string body = """{"id":"http://social.example/1","type":"Like","actor":"http://social.example/users/alice","object":"http://limited.example/1"}""";
            return RawAsync(name, port, $"POST http://limited.example/inbox HTTP/1.1\r\nHost: limited.example\r\nContent-Type: application/activity+json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        }

        Task ConnectAsync(string name, string target) => RawAsync(name, port, $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");

        Task ProxyAsync(string name, string method, string host) => RawAsync(name, port, $"{method} http://{host}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    }

    private Task GetAsync(string name, string path, SigningKey? key, string accept = "application/activity+json") => AddAsync($"GET, {name}", _world.FetchAsync(path, key, headers => headers.Add("Accept", accept)));

    private Task PostAsync(string name, string json, SigningKey? key) => AddAsync($"POST, {name}", _world.DeliverAsync(json, key));

    private Task RelayAsync(string name, string json, SigningKey? key) => AddAsync(name, PostToRelayAsync(json, key));

    private Task<HttpResponseMessage> PostToRelayAsync(string json, SigningKey? key) =>
        _world.SendAsync(HttpMethod.Post, "/inbox", key, new StringContent(json, Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);

    private async Task AddAsync(string name, Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Select(header => (header.Key, string.Join(", ", header.Value)));
        Add(name, (int)answer.StatusCode, headers, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task RawAsync(string name, int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        var answer = await EgressWorld.ReadToEndAsync(stream);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = answer[..end].Split("\r\n");
        Add(name, int.Parse(head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), head.Skip(1).Select(line => (line.Split(": ")[0], line.Split(": ")[1])), answer[(end + 4)..]);
    }

    private void Add(string name, int status, IEnumerable<(string Name, string Value)> headers, string body)
    {
        _answers.Add($"# {name}");
        _answers.Add($"{status}");
        _answers.AddRange(headers.Where(header => header.Name is not ("Date" or "Content-Length")).OrderBy(header => header.Name, StringComparer.Ordinal).Select(header => $"{header.Name}: {Value(status, header)}"));
        if (body.Length > 0)
            _answers.Add(Surface.Masked(body[0] == '{' ? JsonNode.Parse(body)!.ToJsonString(Indented) : body.Trim()));
        _answers.Add("");
    }

    /// <summary>Masks the rest of a rate limit's interval, which depends on the time of the run.</summary>
    private static string Value(int status, (string Name, string Value) header) => (status, header.Name) is (429, "Retry-After") ? "SECONDS" : Surface.Masked(header.Value);
}
