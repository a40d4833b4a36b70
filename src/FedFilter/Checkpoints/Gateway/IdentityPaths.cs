using FedFilter.Configuration;
using FedFilter.Peers;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Tells whether a request is for an actor or key by its path alone, so that a refusal elsewhere does not depend on what the origin has there:
/// the preset of the origin's software lists the path, or the origin's WebFinger names the URL as an actor's (<c>self</c>).
/// </summary>
internal sealed class IdentityPaths(OriginClient client, TimeProvider time) : IDisposable
{
    /// <summary>URLs whose WebFinger answer is kept.</summary>
    private const int MostKept = 2000;

    /// <summary>Characters of the longest URL that WebFinger is asked about; no actor has one that long.</summary>
    private const int LongestUrl = 2048;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _announced = new(new MemoryCacheOptions { SizeLimit = MostKept, Clock = new CacheClock(time) });

    public async ValueTask<bool> IncludeAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (request.Path.IsAmbiguous)
            return false;
        if (!request.Query.Routes && IsActorOf(request.Origin.Software, request.Path.Canonical))
            return true;
        return !request.IsObjectPath && await IsAnnouncedAsync(request.Origin, $"{request.Origin.Scheme}://{request.Authority}{request.RawTarget}", cancellation);
    }

    // Servers treat a slash at the end as none; BookWyrm's keys have one.
    private static bool IsActorOf(OriginSoftware software, string path) =>
        ActorPaths.Of(software).IncludeDocument(path.Length > 1 && path.EndsWith('/') ? path[..^1] : path);

    public void Dispose() => _announced.Dispose();

    private async ValueTask<bool> IsAnnouncedAsync(OriginSettings origin, string url, CancellationToken cancellation)
    {
        if (url.Length > LongestUrl)
            return false;
        if (_announced.TryGetValue(url, out bool known))
            return known;
        try
        {
            using var answer = await client.GetAsync(
                origin, origin.Upstream[0], "/.well-known/webfinger?resource=" + Uri.EscapeDataString(url), "application/jrd+json, application/json", cancellation);
            var announced = answer.IsSuccessStatusCode && WebFingerAnswer.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation)).LeadsTo("self", url);
            return _announced.Set(url, announced, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeptFor });
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
