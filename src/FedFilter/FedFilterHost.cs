using System.Security.Cryptography.X509Certificates;
using FedFilter.Admin;
using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Egress;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Checkpoints.Relay;
using FedFilter.Configuration;
using FedFilter.Contexts;
using FedFilter.Declarations;
using FedFilter.Identity;
using FedFilter.Lists;
using FedFilter.Network;
using FedFilter.Notify;
using FedFilter.OwnCommitments;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Replay;
using FedFilter.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FedFilter;

/// <summary>The running program: all rooms composed over one Kestrel.</summary>
internal sealed class FedFilterHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FedFilterHost(WebApplication app) => _app = app;

    /// <summary>Where the gateway really listens; the port is known even if the configuration left it open.</summary>
    public Uri Gateway => new(_app.Urls.First());

    /// <summary>Likewise of the proxy for the origin's own requests; null where it is off.</summary>
    public Uri? Egress => _app.Urls.Skip(1).Select(url => new UriBuilder(url) { Scheme = Uri.UriSchemeHttp }.Uri).FirstOrDefault();

    public IServiceProvider Services => _app.Services;

    /// <summary>The log of <c>serve</c>. Events that strangers can cause are counted, or logged once a minute: they must not fill the disk.</summary>
    public static Action<ILoggingBuilder> ConsoleLog(bool debug) =>
        log => log.AddConsole(console => console.FormatterName = LogLines.FormatterName)
            .AddConsoleFormatter<LogLines, LogLinesOptions>(lines => lines.StackTraces = debug)
            .SetMinimumLevel(debug ? LogLevel.Debug : LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None) // a logger here makes an activity of every request
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical) // what cannot be read or written is logged in one line where it matters
            .AddFilter("Yarp", LogLevel.Error) // OriginFailureMiddleware says it in one line
            .AddFilter("FedFilter.Signatures", LogLevel.Warning);

    public static Action<ILoggingBuilder> NoLog => static _ => { };

    /// <summary>Opens the store, reads the keys, and begins to listen.</summary>
    /// <exception cref="FedFilterStartException">Something it needs is not there; the message says what to do.</exception>
    public static async Task<FedFilterHost> StartAsync(Settings settings, PolicySet policy, Action<ILoggingBuilder> log, CancellationToken cancellation, TimeProvider? time = null)
    {
        var actors = OwnActors.Load(settings);
        await Database.MigrateAsync(settings.Data, cancellation);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        log(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, settings));
        AddRooms(builder.Services, settings, policy, actors, time ?? TimeProvider.System);

        var app = builder.Build();
        if (settings.Egress is not null)
            app.UseEgress();
        app.UseMiddleware<RequestLimitMiddleware>();
        if (settings.Relay is not null)
            app.UseRelay();
        app.UseGatewayIntake();
        app.UseMiddleware<PublicPages>();
        app.UseGatewayProxy();
        try
        {
            await app.StartAsync(cancellation);
            return new FedFilterHost(app);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            var listen = settings.Egress is null ? $"gateway.listen: {settings.Gateway.Listen}" : $"gateway.listen: {settings.Gateway.Listen} or egress.listen: {settings.Egress.Listen}";
            throw new FedFilterStartException($"{settings.File}: {listen} cannot be listened on: {e.Message}");
        }
    }

    public Task WaitForShutdownAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>One log for all origins, under the name of the first.</summary>
    /// <exception cref="FedFilterStartException">Its key cannot be had.</exception>
    public static AuditOptions AuditOf(Settings settings) => new()
    {
        DataFolder = settings.Data,
        Name = $"{settings.Gateway.Origins[0].Host}/fedfilter/audit",
        KeyPem = OwnKeys.Load(settings.Data).AuditPem,
        Keep = settings.Audit.Keep,
        DetailsKeep = settings.Audit.DetailsKeep,
    };

    private static void AddRooms(IServiceCollection services, Settings settings, PolicySet policy, OwnActors actors, TimeProvider time)
    {
        services.AddRouting();
        services.AddSingleton(time);
        services.AddSingleton(settings);
        services.AddSingleton(actors);
        services.AddStorage(settings.Data);
        services.AddNetwork(settings.Network);
        var relay = settings.Relay is null ? null : new RelayActor(settings.Relay, OwnKeys.Load(settings.Data));
        services.AddPeers(provider => PeerKeys(settings, actors, relay) with { OnNewKey = provider.GetRequiredService<Gathering>().AskSoon });
        var policies = new PolicyStore(policy);
        services.AddSingleton(policies);
        services.AddHostedService<PolicyWatch>();
        services.AddLists(settings);
        services.AddDeclarations(Declarations(() => policies.Current, settings, actors));
        services.AddHostedService<AskRound>();
        services.AddOwnCommitments(settings);
        services.AddPublicPages();
        services.AddNotify();
        services.AddAudit(AuditOf(settings));
        services.AddReplay();
        services.AddSingleton<AdmissionMetrics>();
        services.AddSingleton<FactGathering>();
        services.AddSingleton<RateBuckets>();
        services.AddSingleton<Admission>();
        services.AddSingleton<RejectionRecord>();
        services.AddSingleton<ContextDocuments>();
        services.AddSingleton<ContextCheck>();
        services.AddSingleton<SignerMemory>();
        services.AddSingleton<AcceptedDeliveries>();
        services.AddSingleton<ClientLimits>();
        services.AddHostedService<BodyMemory>();
        services.AddHostedService<PolicyRecord>();
        services.AddHostedService<EvidenceRecord>();
        services.AddGateway(settings.Gateway);
        if (settings.Egress is { } egress)
            services.AddEgress(egress, settings.Data, time);
        if (relay is not null)
            services.AddRelay(relay.Settings, settings.Gateway, relay);
    }

    /// <summary>To the relay our origins are servers like others, and to the origins the relay is one.</summary>
    private static PeerKeysOptions PeerKeys(Settings settings, OwnActors actors, RelayActor? relay)
    {
        var relayHosts = new HashSet<string>(relay is null ? [] : [relay.Settings.Host]);
        return new PeerKeysOptions
        {
            OwnHosts = context => AtRelay(context) is null ? settings.OwnHosts : relayHosts,
            SignAs = context => AtRelay(context) is null ? actors.Of(GatewayRequest.Of(context).Origin).SigningKey : relay!.SigningKey,
            ClientOf = context => AtRelay(context)?.Client ?? GatewayRequest.Of(context).Client,
            MaxRsaBits = settings.Gateway.MaxRsaBits,
        };

        RelayRequest? AtRelay(HttpContext context) => relay is null ? null : context.Features.Get<RelayRequest>();
    }

    /// <summary>A peer is asked in the name of the origin that it came to; one that came to none, in the name of the first.</summary>
    public static DeclarationsOptions Declarations(Func<PolicySet> policy, Settings settings, OwnActors actors) => new()
    {
        EntryOf = peer => policy().Peers.GetValueOrDefault(peer),
        Named = () => (policy().Revision, policy().PeerNames),
        SignAs = host => actors.Of(settings.Gateway.Origins.FirstOrDefault(origin => origin.Host == host) ?? settings.Gateway.Origins[0]).SigningKey,
    };

    private static void Listen(KestrelServerOptions kestrel, Settings settings)
    {
        var gateway = settings.Gateway;
        kestrel.AddServerHeader = false;
        ServerLimits.Set(kestrel.Limits);
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.UTF8;
        kestrel.Listen(gateway.Listen, endpoint =>
        {
            ConnectionLimit.Use(endpoint);
            if (gateway.Certificate is { } certificate)
                endpoint.UseHttps(Read(certificate));
        });
        if (settings.Egress is { } egress)
            kestrel.ListenForEgress(egress);
    }

    private static HttpsConnectionAdapterOptions Read(CertificateSettings certificate)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate.File);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(certificate.File, certificate.Key),
                ServerCertificateChain = chain,
                HandshakeTimeout = ServerLimits.HandshakeTimeout,
            };
        }
        catch (Exception e) when (e is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw new FedFilterStartException($"gateway.certificate: {certificate.File} with {certificate.Key} cannot be used: {e.Message}");
        }
    }
}
