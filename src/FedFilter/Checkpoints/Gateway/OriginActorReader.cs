using System.Net;
using FedFilter.Configuration;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Reads actors and their keys from an origin's upstream, by the rules for a peer's (<see cref="KeyFetch"/>) and two more: only at paths of
/// actors, because whoever sends a request chooses the key id; and the owner counts only if the origin's WebFinger names it, because a
/// user may be able to place a document on the host.
/// </summary>
internal sealed class OriginActorReader(GatewaySettings settings, PeerKeysOptions options, OriginClient client, TimeProvider time) : IDisposable
{
    private const int MaxRequests = 8; // the key, its owner twice, each in a second style

    private static readonly PathGlob FedFiltersOwn = PathGlob.Parse(PublicPaths.All);

    private readonly KnownStyles _styles = new(time);
    private readonly NetworkOptions _network = new()
    {
        AllowHttp = settings.Origins.SelectMany(origin => origin.Aliases.Prepend(origin.Host)).Select(host => host.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Looks a key up as <see cref="KeyFetch"/> does.</summary>
    /// <param name="keyId">The key id, on the own host.</param>
    /// <param name="own">The own host.</param>
    /// <param name="askAs">Whose name the origin is asked in.</param>
    /// <param name="signs">Whether the requests are signed with that key.</param>
    /// <param name="from">Where the request came from that names the key.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<KeyLookup> ReadKeyAsync(KeyId keyId, OwnHost own, SigningKey askAs, bool signs, IPAddress from, CancellationToken cancellation)
    {
        try
        {
            var target = keyId.Iri.Url.PathAndQuery;
            if (!UpstreamHandler.IsActorPath(own.Origin, target) && !await IsNamedAsync(keyId.Iri, own, from, cancellation))
                return new KeyLookup.Missing(SignatureFault.KeyIdInvalid);
            using var http = new HttpClient(new HttpSigningHandler(_ => signs ? askAs : null, _styles, time)
            {
                Styles = [SignatureStyle.Cavage, SignatureStyle.Rfc9421, SignatureStyle.Unsigned],
                InnerHandler = new BudgetHandler { InnerHandler = new UpstreamHandler(own, target, from, client) },
            });
            var documents = new DocumentClient(http, _network, time);
            var budget = new RequestBudget(MaxRequests);
            var found = await new KeyFetch(documents, options).FetchAsync(keyId, askAs, budget, cancellation);
            if (found is not KeyLookup.Found { Key: var key })
                return found;

            var owner = PeerIri.Parse(key.Owner)!;
            return await documents.GetAsync(owner.Url, askAs, budget, cancellation) is DocumentFetch.Fetched actor
                && KeyDocument.Parse(actor.Body) is { PreferredUsername: { Length: > 0 } name }
                && await IsNamedAsync(name, owner, own, from, cancellation)
                ? found
                : new KeyLookup.Missing(SignatureFault.KeyOwnerMismatch);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return new KeyLookup.Missing(SignatureFault.KeyUnreachable, TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Whether the last segment of a path is the name of an actor that the origin's WebFinger places at this path.</summary>
    private async Task<bool> IsNamedAsync(PeerIri iri, OwnHost own, IPAddress from, CancellationToken cancellation)
    {
        var path = RequestPath.Of(iri.Url.PathAndQuery);
        return !path.IsAmbiguous && path.Raw == iri.Url.PathAndQuery && !FedFiltersOwn.Matches(path.Canonical)
            && path.Canonical[(path.Canonical.LastIndexOf('/') + 1)..] is { Length: > 0 } name
            && await IsNamedAsync(name, iri, own, from, cancellation);
    }

    private async Task<bool> IsNamedAsync(string name, PeerIri actor, OwnHost own, IPAddress from, CancellationToken cancellation)
    {
        var target = "/.well-known/webfinger?resource=" + Uri.EscapeDataString($"acct:{name}@{own.Authority}");
        using var request = new HttpRequestMessage(HttpMethod.Get, own.Origin.Url(target));
        request.Headers.TryAddWithoutValidation("Accept", "application/jrd+json, application/json");
        using var answer = await client.SendAsync(own, request, from, cancellation);
        return answer.StatusCode == HttpStatusCode.OK && WebFingerAnswer.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation)).LeadsTo("self", actor.Document);
    }

    public void Dispose() => _styles.Dispose();
}

/// <summary>Sends requests for an own public name to the upstream behind it. Answers 404 for what is not at an actor's path, and in place of a redirect.</summary>
/// <param name="own">The own name.</param>
/// <param name="named">A target that may be read, whatever the presets say.</param>
/// <param name="from">Where the request came from for which this one is.</param>
/// <param name="client">Reaches the upstream.</param>
internal sealed class UpstreamHandler(OwnHost own, string named, IPAddress from, OriginClient client) : HttpMessageHandler
{
    /// <summary>Whether the origin's software has its actors there. WordPress also has them at <c>/?author=1</c> and at <c>/?rest_route=…</c>.</summary>
    public static bool IsActorPath(OriginSettings origin, string target)
    {
        var (path, query, actors) = (RequestPath.Of(target), RoutingQuery.Of(target, origin.Software), ActorPaths.Of(origin.Software));
        if (path.IsAmbiguous || query.Parameters > 1)
            return false;
        return query.Parameters == 0 ? path.Raw == target && actors.IncludeDocument(path.Canonical)
            : query.Paths.Count > 0 ? query.Paths.Any(actors.IncludeDocument)
            : query.Routes && path.Raw == "/" && target.StartsWith("/?author=", StringComparison.Ordinal) && target["/?author=".Length..].All(char.IsAsciiDigit);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.RequestUri!.PathAndQuery;
        if (target != named && !IsActorPath(own.Origin, target))
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        var answer = await client.SendAsync(own, request, from, cancellationToken);
        if ((int)answer.StatusCode is < 300 or >= 400)
            return answer;
        answer.Dispose();
        return new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
