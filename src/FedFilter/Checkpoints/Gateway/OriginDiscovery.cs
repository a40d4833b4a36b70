using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Asks each origin what of it has to stay readable without a signature: the NodeInfo documents, and its instance actor, which it announces
/// in its NodeInfo index (FEP-2677) or by WebFinger for its own address (FEP-d556). Two careful servers each need the other's to begin at all.
/// </summary>
internal sealed class OriginDiscovery(GatewaySettings settings, OpenPaths open, OriginClient client, TimeProvider time, ILogger<OriginDiscovery> log) : BackgroundService
{
    private const string NodeInfo = "http://nodeinfo.diaspora.software/ns/schema/";
    private const string Application = "https://www.w3.org/ns/activitystreams#Application";
    private const string Service = "https://www.w3.org/ns/activitystreams#Service";

    private static readonly TimeSpan Again = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>The paths that an origin announces; null if it could not be asked.</summary>
    public static async Task<AnnouncedPaths?> AskAsync(OriginSettings origin, OriginClient client, CancellationToken cancellation)
    {
        try
        {
            var index = await GetAsync("/.well-known/nodeinfo", "application/json");
            var self = await GetAsync("/.well-known/webfinger?resource=" + Uri.EscapeDataString(origin.Url("/").AbsoluteUri), "application/jrd+json, application/json");
            var actors = new List<string>();
            foreach (var path in AnnouncedLinks.Paths(index, rel => rel == Application, origin).Union(AnnouncedLinks.Paths(self, rel => rel == Service, origin)))
                if (AnswerDocument.Read(await GetAsync(path, MediaTypes.Activity)) == DocumentKind.InstanceActor)
                    actors.Add(path); // never a person's, whatever a link says
            return new AnnouncedPaths(AnnouncedLinks.Paths(index, rel => rel.StartsWith(NodeInfo, StringComparison.Ordinal), origin), actors);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }

        async Task<byte[]> GetAsync(string target, string accept)
        {
            using var answer = await client.GetAsync(origin, origin.Upstream[0], target, accept, cancellation);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellation) : [];
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(settings.Origins.Select(origin => WatchAsync(origin, stoppingToken)));

    private async Task WatchAsync(OriginSettings origin, CancellationToken stopping)
    {
        var known = "";
        while (!stopping.IsCancellationRequested)
        {
            var announced = await AskAsync(origin, client, stopping);
            if (announced is not null)
            {
                open.Announce(origin, announced);
                var actors = string.Join(", ", announced.Actors);
                if (actors != known)
                    GatewayLog.InstanceActor(log, origin.Host, actors);
                known = actors;
            }

            await Task.Delay(announced is null ? Soon : Again, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
