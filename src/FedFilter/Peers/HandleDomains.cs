using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FedFilter.Network;
using FedFilter.Signatures.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Peers;

/// <summary>
/// The domains of actors' handles, where they are others than the actors' hosts. Both sides must confirm it: the actor's host names the handle, and
/// WebFinger at the handle's domain leads to the actor. Either alone could speak for somebody else.
/// </summary>
internal sealed class HandleDomains(ResourceClient resources, DocumentClient documents, NetworkOptions network, TimeProvider time) : IDisposable
{
    /// <summary>How long a request waits. A lookup that takes longer goes on, and counts for the next request.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    /// <summary>Lookups under way.</summary>
    public const int MaxUnderWay = 64;

    /// <summary>Actors whose answer is kept.</summary>
    public const int MaxKept = 50_000;

    // Requests of ours to the hosts of one registrable domain.
    private const int DomainBurst = 240, DomainRate = 4;

    private const int MaxOctets = 64 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Known = TimeSpan.FromHours(24);
    private static readonly TimeSpan Unknown = TimeSpan.FromHours(1);

    private readonly TokenBuckets _requests = new(DomainBurst, DomainRate, time);
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept, Clock = new CacheClock(time) });
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Returns the domain of an actor's handle; null if it is the actor's host, not confirmed, or not found out in time.</summary>
    /// <param name="actor">The actor's id.</param>
    /// <param name="signAs">In whose name the actor is fetched.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<string?> FindAsync(PeerIri actor, SigningKey signAs, CancellationToken cancellation)
    {
        var name = ShortName(actor);
        if (_kept.TryGetValue(name, out string? kept))
            return kept;
        if (!_underWay.TryGetValue(name, out var lookup))
        {
            if (_underWay.Count >= MaxUnderWay)
                return null;
            lookup = _underWay.GetOrAdd(name, new Lazy<Task<string?>>(() => LookUpAsync(name, actor, signAs)));
        }

        try
        {
            return await lookup.Value.WaitAsync(Wait, time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<string?> LookUpAsync(string name, PeerIri actor, SigningKey signAs)
    {
        try
        {
            var handle = await NamedByHostAsync(actor, signAs);
            var domain = handle is not null && handle.Domain != actor.Host && (await AskAsync(handle.Domain, handle.Account))?.LeadsTo("self", actor.Text) == true
                ? handle.Domain
                : null;
            var isSettled = domain is not null || handle?.Domain == actor.Host;
            _kept.Set(name, domain, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = isSettled ? Known : Unknown });
            return domain;
        }
        finally
        {
            _underWay.TryRemove(name, out _);
        }
    }

    /// <summary>The handle that the actor's own host gives: by WebFinger for the id, in the actor (FEP-2c59), or by WebFinger for its name there.</summary>
    private async Task<Handle?> NamedByHostAsync(PeerIri actor, SigningKey signAs)
    {
        if (HandleIn(await AskAsync(actor.Host, actor.Text), actor) is { } handle)
            return handle;
        if (!TryTake(actor.Host)
            || await documents.GetAsync(actor.Url, signAs, CancellationToken.None) is not DocumentFetch.Fetched fetched
            || KeyDocument.Parse(fetched.Body) is not { } document || !PeerIri.AreSame(document.Id, actor.Text))
            return null;
        return Handle.Parse(document.WebFinger)
            ?? (Handle.Parse($"{document.PreferredUsername}@{actor.Host}") is { } local ? HandleIn(await AskAsync(actor.Host, local.Account), actor) : null);
    }

    private static Handle? HandleIn(WebFingerAnswer? answer, PeerIri actor) =>
        answer?.LeadsTo("self", actor.Text) == true ? answer.Names.Select(Handle.Parse).FirstOrDefault(handle => handle is not null) : null;

    private async Task<WebFingerAnswer?> AskAsync(string host, string resource)
    {
        if (!TryTake(host))
            return null;
        var url = PeerUrl.Of(host, "/.well-known/webfinger?resource=" + Uri.EscapeDataString(resource), network);
        var answer = await resources.GetAsync(new ResourceRequest(url, "application/jrd+json, application/json") { MaxOctets = MaxOctets, Deadline = Deadline }, CancellationToken.None);
        return answer is ResourceFetch.Fetched fetched ? WebFingerAnswer.Parse(fetched.Body) : null;
    }

    private bool TryTake(string host) => _requests.TryTake(RegistrableDomain.Of(host));

    /// <summary>What is kept does not grow with the length of ids.</summary>
    private static string ShortName(PeerIri actor) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(actor.Text)).AsSpan(0, 18));

    public void Dispose() => _kept.Dispose();
}
