using System.Net;
using System.Text;
using FedFilter.Declarations;
using FedFilter.Declarations.Commitments;
using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Declarations;

/// <summary>A peer on loopback that declares what a test says, and everything that asks it, over a real store with a clock that a test sets.</summary>
internal sealed class DeclarationWorld : IAsyncDisposable
{
    public const string Peer = "peer.example";
    public const string Url = $"http://{Peer}{CommitmentDocument.WellKnown}";
    public const string Actor = $"http://{Peer}/fedfilter/actor";

    private readonly FakeServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private ServiceProvider _services = null!;
    private int _fetches;

    private DeclarationWorld(FakeServer server) => _server = server;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Lists <see cref="Key"/>, unless a test says otherwise.</summary>
    public SigningKey Key { get; } = NewKey();

    /// <summary>What stands at a path; what does not, is answered 404.</summary>
    public Dictionary<string, RequestDelegate> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>What the policy says of the peer beside its host, as YAML; nothing at first.</summary>
    public string? Entry { get; set; }

    public int Fetches => _fetches;

    public PeerRecords Records => _services.GetRequiredService<PeerRecords>();

    public Gathering Gathering => _services.GetRequiredService<Gathering>();

    public EvidenceNews News => _services.GetRequiredService<EvidenceNews>();

    public FedFilter.Declarations.Texts.TextClient Texts => _services.GetRequiredService<FedFilter.Declarations.Texts.TextClient>();

    public AskRound Round => ActivatorUtilities.CreateInstance<AskRound>(_services);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DeclarationWorld> StartAsync()
    {
        DeclarationWorld? world = null;
        world = new DeclarationWorld(await FakeServer.StartAsync(context => world!.AnswerAsync(context)));
        await Database.MigrateAsync(world._folder, Cancellation);
        world.Pages["/fedfilter/actor"] = context => FakeOrigin.ActivityAsync(context, ActorJson(world.Key));
        world.Restart();
        return world;
    }

    public static SigningKey NewKey() => SigningKey.FromPem(Actor + "#ed25519-key", SigningKey.NewEd25519Pem());

    /// <summary>As after a restart of the program: memory is empty, the store is not.</summary>
    public void Restart()
    {
        _services?.Dispose();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddStorage(_folder)
            .AddNetwork(new NetworkOptions
            {
                AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
                AllowHttp = new HashSet<string> { Peer, "other.example" },
                Resolve = new Dictionary<string, FixedAddress>
                {
                    [Peer] = new(IPAddress.Loopback, _server.Port),
                    ["other.example"] = new(IPAddress.Loopback, _server.Port),
                    ["silent.example"] = new(IPAddress.Loopback, 1),
                },
            })
            .AddDeclarations(new DeclarationsOptions
            {
                EntryOf = host => Policy.Peers.GetValueOrDefault(host),
                Named = () => (Policy.Revision, Policy.PeerNames),
                SignAs = host => TestKeys.Of("gateway", $"http://{host ?? "social.example"}/fedfilter/actor#main-key"),
            })
            .BuildServiceProvider();
    }

    public static string ActorJson(params SigningKey[] keys) =>
        $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{Actor}}","type":"Application","assertionMethod":[{{string.Join(',', keys.Select(key =>
            $$"""{"id":"{{key.KeyId}}","type":"Multikey","controller":"{{Actor}}","publicKeyMultibase":"{{key.PublicMultibase}}"}"""))}}]}""";

    /// <summary>What the peer would sign now.</summary>
    public CommitmentDocument Document(params string[] scopes) => new()
    {
        Id = Url,
        Host = Peer,
        Issued = Time.GetUtcNow() - TimeSpan.FromMinutes(1),
        Expires = Time.GetUtcNow() + TimeSpan.FromDays(180),
        Statements = [new("train-ai", "operator", scopes.Length == 0 ? ["local", "received"] : scopes, "no")],
    };

    public void Publish(byte[] octets, string type = "application/json") => Answer(CommitmentDocument.WellKnown, octets, type);

    public void Publish(string text, string type = "application/json") => Publish(Encoding.UTF8.GetBytes(text), type);

    public void PublishSigned(CommitmentDocument? document = null, SigningKey? key = null) => Publish(CommitmentWriter.Signed(document ?? Document(), key ?? Key));

    public void Withdraw() => Pages.Remove(CommitmentDocument.WellKnown);

    public void Status(string path, int status) => Pages[path] = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public void Answer(string path, byte[] octets, string type) => Pages[path] = context =>
    {
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(octets, context.RequestAborted).AsTask();
    };

    public void Answer(string path, string text, string type = "text/html; charset=utf-8") => Answer(path, Encoding.UTF8.GetBytes(text), type);

    /// <summary>Asks everything anew, as the next round would.</summary>
    public Task<PeerRecord> GatherAsync() => Gathering.GatherAsync(Peer, all: true, Cancellation);

    /// <summary>What the commitment document was found to be.</summary>
    public async Task<SourceRecord> CommitmentAsync() => (await GatherAsync()).Of("commitment document")!;

    /// <summary>The standing on the policy's one term, by what is known now.</summary>
    public async Task<TermStanding> StandingAsync() => Policy.StandingOf(Peer, (await Records.FindAsync(Peer, Cancellation)).Evidence, Time.GetUtcNow()).Terms[0];

    public async Task<TermStanding> GatheredStandingAsync()
    {
        await GatherAsync();
        return await StandingAsync();
    }

    public async Task<IReadOnlyList<EvidenceChange>> ChangesAsync() => [.. (await News.UntoldAsync(100, Cancellation)).Select(told => told.Change)];

    private PolicySet Policy
    {
        get
        {
            var (set, problems) = PolicyCompiler.Compile([new PolicyFile("p.yaml", $$"""
                terms: { no-ai-training: { commits: { use: train-ai, party: operator, scope: received, value: no } } }
                peers: [{{(Entry is null ? "" : $"{{ host: {Peer}, {Entry} }}")}}]
                mode: enforce
                rules: [{ name: all, then: refuse }]
                """)]);
            Assert.Empty(problems);
            return set!;
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _fetches);
        if (Pages.TryGetValue(context.Request.Path, out var page))
            return page(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }
}
