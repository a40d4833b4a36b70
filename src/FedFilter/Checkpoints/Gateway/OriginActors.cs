using System.Net;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Peers;
using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Fetches identity documents from an origin, for requests that get nothing else. These are requests of FedFilter's own: nothing of a refused
/// request but its target reaches the origin. Where the origin demands a signature, FedFilter signs as its own actor.
/// </summary>
internal sealed class OriginActors(OriginClient client, IdentityPaths paths, OwnActors actors, GatewaySettings settings, TimeProvider time) : IDisposable
{
    private const string Accept = "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

    /// <summary>Documents that were fetched with a signature, in bytes together with their URLs.</summary>
    private const int MostKept = 16 * 1024 * 1024;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private static readonly IdentityAnswer Unreachable = new(StatusCodes.Status502BadGateway, default);

    private readonly MemoryCache _signed = new(new MemoryCacheOptions { SizeLimit = MostKept, Clock = new CacheClock(time) });

    /// <summary>Returns what is answered at the path of an actor or key; null elsewhere, and where the origin serves neither there.</summary>
    public async ValueTask<IdentityAnswer?> FindAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (!await paths.IncludeAsync(request, cancellation))
            return null;
        if (_signed.TryGetValue(KeyOf(request), out IdentityAnswer? kept))
            return kept;
        var (answer, needsSignature) = await GetAsync(request, signAs: null, cancellation);
        return needsSignature ? await GetSignedAsync(request, cancellation) : answer;
    }

    /// <summary>Does the same where the origin has already demanded a signature.</summary>
    public async ValueTask<IdentityAnswer?> FindSignedAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (!await paths.IncludeAsync(request, cancellation))
            return null;
        return _signed.TryGetValue(KeyOf(request), out IdentityAnswer? kept) ? kept : await GetSignedAsync(request, cancellation);
    }

    public void Dispose() => _signed.Dispose();

    private async Task<IdentityAnswer?> GetSignedAsync(GatewayRequest request, CancellationToken cancellation)
    {
        var (answer, _) = await GetAsync(request, actors.Of(request.Origin).SigningKey, cancellation);
        if (answer is { Status: StatusCodes.Status200OK })
        {
            var key = KeyOf(request);
            _signed.Set(key, answer, new MemoryCacheEntryOptions { Size = key.Length + answer.Document.Length, AbsoluteExpirationRelativeToNow = KeptFor });
        }

        return answer;
    }

    private async Task<(IdentityAnswer? Answer, bool NeedsSignature)> GetAsync(GatewayRequest request, SigningKey? signAs, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(request.Origin, UpstreamOf(request), request.RawTarget, Accept, cancellation, signAs, request.ForwardedFor);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (Read(answer, await answer.Content.ReadAsByteArrayAsync(cancellation)), false),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => (new IdentityAnswer((int)answer.StatusCode, default), false),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (null, true),
                HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => (Unreachable, false),
                _ => (null, false),
            };
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return (null, false); // longer than any actor
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return (Unreachable, false);
        }
    }

    private IdentityAnswer? Read(HttpResponseMessage answer, byte[] body) =>
        AnswerTypes.Of(answer.Content.Headers) >= AnswerType.Json && IdentityDocument.From(body, settings.IdentityWithProfile) is { } document
            ? new IdentityAnswer(StatusCodes.Status200OK, document)
            : null;

    /// <summary>Returns the first upstream of the longest path prefix, as the proxy's routes choose it.</summary>
    private static Uri UpstreamOf(GatewayRequest request) => request.Origin.Paths
        .Where(prefix => request.Path.Canonical.StartsWith(prefix.Key, StringComparison.Ordinal))
        .OrderByDescending(prefix => prefix.Key.Length)
        .Select(prefix => prefix.Value)
        .FirstOrDefault(request.Origin.Upstream)[0];

    private static string KeyOf(GatewayRequest request) => request.Authority + request.RawTarget;
}
