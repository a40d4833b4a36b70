using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FedFilter.Audit;
using FedFilter.Checkpoints.Egress;
using FedFilter.Configuration;
using FedFilter.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.World;

/// <summary>
/// The built program as the proxy of an origin, which is the test itself, and one server outside that is all the hosts there are: committed,
/// unknown, blocked. Each request that gets out to it is remembered with the host it was for.
/// </summary>
internal sealed class EgressWorld : IAsyncDisposable
{
    public const string Friend = "friend.example";
    public const string Stranger = "stranger.example";
    public const string Blocked = "blocked.example";

    /// <summary>The default set, and a block list as an admin would add it.</summary>
    public const string Rules = """
        mode: enforce
        rules:
          - { name: clean-up passes, when: { delivery: [Delete, Undo, Block, Reject, Flag] }, then: allow }
          - { name: the worst, when: { peer: [blocked.example, "*.blocked.example"] }, then: refuse, because: blocked }
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: strangers may deliver, when: { direction: inbound, delivery: true }, then: allow }
          - { name: everyone else, then: refuse, because: not-committed }
        """;

    private readonly string _folder;
    private readonly FakeServer _outside;

    private EgressWorld(string folder, FakeServer outside, List<(string Host, Arrived Request)> arrived, FedFilterHost program) =>
        (_folder, _outside, Arrived, Program) = (folder, outside, arrived, program);

    public FedFilterHost Program { get; }

    public List<(string Host, Arrived Request)> Arrived { get; }

    public string Folder => _folder;

    public Uri Proxy => Program.Egress!;

    public EgressRooms Rooms => Program.Services.GetRequiredService<EgressRooms>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="egress">Further lines of the egress section, indented by two.</param>
    /// <param name="policy">Takes the place of <see cref="Rules"/>.</param>
    /// <param name="time">The program's clock; else the real one, with patience.</param>
    /// <param name="answer">What the outside answers; else 202 to a POST, and a note to a GET.</param>
    /// <param name="tls">Whether the outside speaks TLS.</param>
    /// <param name="trust">Whether the program trusts the certificates of the outside.</param>
    /// <param name="authority">Whether the program has a certificate authority of its own.</param>
    /// <param name="port">Where all hosts are, in place of the outside.</param>
    /// <param name="network">Takes the place of <c>allow-private</c> and <c>allow-http</c>, indented by two.</param>
    public static async Task<EgressWorld> StartAsync(
        string egress = "", string policy = Rules, TimeProvider? time = null, RequestDelegate? answer = null, bool tls = false, bool trust = true, bool authority = true, int? port = null, string? network = null)
    {
        var arrived = new List<(string, Arrived)>();
        string[] hosts = [Friend, Stranger, Blocked, "objects.blocked.example", "xn--bcher-kva.example", "social.example"];
        var outside = await FakeServer.StartAsync(
            async context =>
            {
                // What the program asks for itself: nobody here declares anything.
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                if (context.Request.Path.StartsWithSegments("/.well-known"))
                    return;
                context.Response.StatusCode = StatusCodes.Status200OK;
                await RememberAsync(context, arrived);
                await (answer ?? AnswerAsync)(context);
            },
            tls ? TestTls.Certificate(hosts) : null);

        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        WriteFiles(folder, policy);
        if (authority)
            EgressAuthority.Generate(Path.Combine(folder, "data"), TimeProvider.System);
        network ??= $"  allow-private: [127.0.0.1/32]\n  allow-http: [{(tls ? "" : string.Join(", ", hosts))}]";
        if (tls && trust)
            network += $"\n  ca-files: [{TestTls.WriteAuthority(folder)}]";
        await File.WriteAllTextAsync(Path.Combine(folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins:
                - { host: social.example, upstream: [http://127.0.0.1:1] }
            egress:
              listen: http://127.0.0.1:0
            {{egress}}
            network:
            {{network}}
              resolve: { private.example: 10.0.0.1, dead.example: "127.0.0.1:1", {{string.Join(", ", hosts.Select(host => $"{host}: \"127.0.0.1:{port ?? outside.Port}\""))}} }
            """, Cancellation);
        var (settings, problems) = SettingsFile.Load(Path.Combine(folder, "fedfilter.yaml"));
        Assert.Empty(problems);
        var (set, policyProblems) = PolicyFolder.Load(settings!.Policies, settings.Data);
        Assert.Empty(policyProblems);
        return new EgressWorld(folder, outside, arrived, await FedFilterHost.StartAsync(settings, set!, FedFilterHost.NoLog, Cancellation, time ?? PatientTime.Real));
    }

    /// <summary>An origin that is told to use the proxy and to trust its authority, or whom it is told to.</summary>
    public HttpClient Origin(RemoteCertificateValidationCallback? trusts = null) => new(new SocketsHttpHandler
    {
        Proxy = new WebProxy(Proxy),
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trusts ?? TrustsUs },
    });

    /// <summary>Accepts what our own authority has signed.</summary>
    public RemoteCertificateValidationCallback TrustsUs => TestTls.Trusts(X509CertificateLoader.LoadCertificateFromFile(AuthorityFile));

    /// <summary>The certificate of our own authority.</summary>
    public string AuthorityFile => EgressAuthority.CertificateFile(Path.Combine(_folder, "data"));

    /// <summary>Asks for a tunnel; the connection and the head of the answer.</summary>
    public async Task<(Stream Connection, string Answer)> ConnectAsync(string target, string headers = "", string? host = null)
    {
        var stream = await DialAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {host ?? target}\r\n{headers}\r\n"), Cancellation);
        return (stream, await ReadHeadAsync(stream));
    }

    /// <summary>What comes back for exactly these octets, to the end of the connection.</summary>
    public async Task<string> SendRawAsync(string octets)
    {
        await using var stream = await DialAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(octets), Cancellation);
        return await ReadToEndAsync(stream);
    }

    public async Task<NetworkStream> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Proxy.Port, Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    /// <summary>One octet at a time, so that what comes behind the head stays where it is.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(octet, Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation) > 0)
            head.Append((char)octet[0]);
        return head.ToString();
    }

    /// <summary>All entries of the audit log, newest first; what was counted is written out before.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditAsync()
    {
        await Program.Services.GetRequiredService<RejectionRollup>().FlushAsync();
        return await Program.Services.GetRequiredService<AuditQuery>().ListAsync(new AuditFilter { Limit = 1000 }, Cancellation);
    }

    /// <summary>Waits until every connection has given back what it held.</summary>
    public Task AreAllGoneAsync() => Eventually.HoldsAsync(() => Task.FromResult(Rooms.Taken == 0));

    private static async Task RememberAsync(HttpContext context, List<(string, Arrived)> arrived)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (arrived)
            arrived.Add((context.Request.Host.Host, new Arrived(
                context.Request.Method,
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray())));
    }

    private static Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            return FakeOrigin.ActivityAsync(context, """{"type":"Note","content":"a post"}""");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static void WriteFiles(string folder, string policy)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var (name, text) in FedFilter.Commands.ShippedPolicy.Files())
            File.WriteAllText(Path.Combine(target, name), name == "rules.yaml" ? policy : text);
        File.WriteAllText(Path.Combine(target, "peers.yaml"), $"peers:\n  - {{ host: {Friend}, attests: [no-ai-training], by: a test }}\n");
        var keys = Directory.CreateDirectory(Path.Combine(folder, "data", "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "actor-rsa.pem"), TestKeys.Pem("gateway"));
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        await _outside.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}
