using System.Net;
using System.Net.Sockets;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Identity;
using FedFilter.OwnCommitments;
using FedFilter.Signatures.Keys;

namespace FedFilter.Commands.Demo;

/// <summary>
/// A server with its own FedFilter in front, which commits not to train and has signed that. Its configuration is written out, so that the
/// other commands can be tried on it.
/// </summary>
internal sealed class GuardedSite : IAsyncDisposable
{
    private const int LowestPort = 20_000;
    private const int Ports = 12_000;

    private static int _lastPort = Random.Shared.Next(Ports);

    private readonly DemoServer _origin;
    private readonly FedFilterHost _filter;

    private GuardedSite(string host, Settings settings, DemoServer origin, FedFilterHost filter)
    {
        (Host, Settings, _origin, _filter) = (host, settings, origin, filter);
        Key = OwnActors.Load(settings).Of(settings.Gateway.Origins[0]).SigningKey;
    }

    public string Host { get; }

    public Settings Settings { get; }

    public string Config => Settings.File;

    /// <summary>That of its FedFilter's actor.</summary>
    public SigningKey Key { get; }

    public int Port => _filter.Gateway.Port;

    /// <param name="host">Its name.</param>
    /// <param name="port">Where its gateway listens.</param>
    /// <param name="others">The other servers, each with its port: they live on loopback and speak plain http.</param>
    /// <param name="peers">What its admin says of others.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<GuardedSite> StartAsync(string host, int port, IReadOnlyDictionary<string, int> others, string peers, CancellationToken cancellation)
    {
        var origin = await SampleOrigin.StartAsync(host);
        var config = Write(host, port, origin.Port, others, peers);
        if (!CommandLine.TryLoad(config, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
            throw new InvalidOperationException($"The demo's own configuration in {config} does not hold.");
        Sign(settings);
        return new GuardedSite(host, settings, origin, await FedFilterHost.StartAsync(settings, policy, FedFilterHost.NoLog, cancellation));
    }

    /// <summary>
    /// A port that nobody listens on: both sites must know each other's before they begin. From below those that systems give to whoever asks
    /// for any, so that nobody is given it before the site is there.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = LowestPort + (int)((uint)Interlocked.Increment(ref _lastPort) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }

    /// <summary>Has its FedFilter ask a server what it declares, as it does once it has met it: so the first request shows the policy, and not how fast this machine is.</summary>
    public Task AskAsync(string host, CancellationToken cancellation) => _filter.Services.GetRequiredService<Gathering>().GatherAsync(host, all: true, cancellation);

    /// <summary>As <c>commitment sign</c> does.</summary>
    private static void Sign(Settings settings)
    {
        var origin = settings.Gateway.Origins[0];
        var client = Network.NetworkRegistration.Resources(settings.Network, TimeProvider.System);
        new OwnDocuments(new DocumentFile(settings.Data), OwnActors.Load(settings), client, TimeProvider.System).Sign(origin, origin.Commits!, textHash: null);
    }

    private static string Write(string host, int port, int origin, IReadOnlyDictionary<string, int> others, string peers)
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-demo-").FullName;
        var policies = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var (name, text) in ShippedPolicy.Files())
            File.WriteAllText(Path.Combine(policies, name), name == "peers.yaml" ? peers : text);

        var config = Path.Combine(folder, "fedfilter.yaml");
        File.WriteAllText(config, $$"""
            gateway:
              listen: http://127.0.0.1:{{port}}
              origins:
                - host: {{host}}
                  scheme: http
                  upstream: [http://127.0.0.1:{{origin}}]
                  commits: { terms: [no-ai-training] }
            network:                # the demo's peers live on loopback and speak plain http
              allow-private: [127.0.0.0/8]
              allow-http: [{{string.Join(", ", others.Keys)}}]
              resolve: { {{string.Join(", ", others.Select(other => $"{other.Key}: \"127.0.0.1:{other.Value}\""))}} }

            """);
        return config;
    }

    public async ValueTask DisposeAsync()
    {
        await _filter.DisposeAsync();
        await _origin.DisposeAsync();
    }
}
