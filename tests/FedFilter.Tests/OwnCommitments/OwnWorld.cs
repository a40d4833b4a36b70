using System.Collections.Concurrent;
using System.Net;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.OwnCommitments;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.OwnCommitments;

/// <summary>One origin that promises something, the page it links to on loopback, and a clock.</summary>
internal sealed class OwnWorld : IAsyncDisposable
{
    private readonly FakeServer _server;
    private readonly Said _said = new();

    private OwnWorld(FakeServer server) => _server = server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public RequestDelegate Page { get; set; } = context => WriteAsync(context, "<p>We do not train AI.</p>");

    public string Commits { get; set; } = "terms: [no-ai-training], text: http://social.example/terms, contact: mailto:admin@social.example";

    public IEnumerable<string> Log => _said.Lines;

    public static async Task<OwnWorld> StartAsync()
    {
        OwnWorld? world = null;
        world = new OwnWorld(await FakeServer.StartAsync(context => world!.Page(context)));
        Directory.CreateDirectory(Path.Combine(world.Folder, "keys"));
        File.WriteAllText(OwnKeys.RsaFile(world.Folder), TestKeys.Pem("gateway"));
        return world;
    }

    public static Task WriteAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    public Settings Settings()
    {
        var (settings, problems) = SettingsFile.Read(Path.Combine(Folder, "fedfilter.yaml"), $$"""
            data: .
            gateway:
              origins: [ { host: social.example, scheme: http, upstream: "http://127.0.0.1:1", commits: { {{Commits}} } } ]
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [social.example]
              resolve: { social.example: "{{IPAddress.Loopback}}:{{_server.Port}}" }
            """, []);
        Assert.Empty(problems);
        return settings!;
    }

    public OwnDocuments Documents() => Documents(Settings());

    /// <summary>As a program that has just been started would look.</summary>
    public Renewal Renewal()
    {
        var settings = Settings();
        return new Renewal(settings, Documents(settings), Time, new Logger<Renewal>(LoggerFactory.Create(logging => logging.AddProvider(_said))));
    }

    public async Task<CommitmentDocument> SignAsync()
    {
        var (origin, commits) = Origin();
        var text = await Documents().TextAsync(commits, TestContext.Current.CancellationToken);
        Assert.Null(text.Trouble);
        return Documents().Sign(origin, commits, text.Sha256);
    }

    public async Task<OwnState> StateAsync()
    {
        var (origin, commits) = Origin();
        return Documents().StateOf(origin, commits, await Documents().TextAsync(commits, TestContext.Current.CancellationToken));
    }

    public byte[]? Octets() => new DocumentFile(Folder).Read(Origin().Origin);

    public CommitmentDocument Document() => Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read(Octets())).Document;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private (OriginSettings Origin, CommitsSettings Commits) Origin() => (Settings().Gateway.Origins[0], Settings().Gateway.Origins[0].Commits!);

    private OwnDocuments Documents(Settings settings) =>
        new(new DocumentFile(Folder), OwnActors.Load(settings), NetworkRegistration.Resources(settings.Network, PatientTime.Real), Time);

    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
