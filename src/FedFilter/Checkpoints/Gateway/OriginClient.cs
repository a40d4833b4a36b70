using System.Net;
using FedFilter.Configuration;
using FedFilter.Network;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Asks an origin itself, as the gateway would on behalf of someone: at the upstream's address, which is the admin's own, under the public name.
/// </summary>
internal sealed class OriginClient(TimeProvider time) : IDisposable
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private const int MaxOctets = 256 * 1024;

    private readonly HttpClient _http = new(new HttpSigningHandler(SignAs, new KnownStyles(time), time)
    {
        Styles = [SignatureStyle.Cavage],
        InnerHandler = new LostConnectionHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }),
    })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = MaxOctets,
    };

    /// <param name="origin">The origin.</param>
    /// <param name="upstream">Which of its addresses.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="accept">The media types.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="signAs">Signs the request; null sends it unsigned.</param>
    /// <param name="forwardedFor">For whom it is asked, in X-Forwarded-For.</param>
    /// <exception cref="HttpRequestException">It does not answer, or with more than is read.</exception>
    /// <exception cref="TaskCanceledException">Nor within five seconds.</exception>
    public async Task<HttpResponseMessage> GetAsync(OriginSettings origin, Uri upstream, string target, string accept, CancellationToken cancellation, SigningKey? signAs = null, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(upstream, target));
        request.Headers.Host = origin.Host;
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", GuardedRequest.UserAgentOf(origin.Url("/").AbsoluteUri)); // GoToSocial answers 418 without one
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", origin.Scheme);
        if (forwardedFor is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        if (signAs is not null)
            request.Options.Set(DocumentClient.SignAs, signAs);
        return await _http.SendAsync(request, cancellation);
    }

    /// <summary>Sends a request for an own name on behalf of somebody, with the headers it has.</summary>
    /// <param name="own">The own name.</param>
    /// <param name="request">A GET of the public address.</param>
    /// <param name="from">Who the origin is told it is for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HttpRequestException">It does not answer, or with more than is read.</exception>
    /// <exception cref="TaskCanceledException">Nor within five seconds.</exception>
    public async Task<HttpResponseMessage> SendAsync(OwnHost own, HttpRequestMessage request, IPAddress from, CancellationToken cancellation)
    {
        var (target, upstream) = (request.RequestUri!.PathAndQuery, own.Origin.UpstreamOf(request.RequestUri.AbsolutePath));
        using var toUpstream = new HttpRequestMessage(HttpMethod.Get, new Uri(upstream.GetLeftPart(UriPartial.Authority) + target, AsWritten));
        foreach (var (name, values) in request.Headers.NonValidated)
            toUpstream.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        toUpstream.Headers.Host = own.Authority;
        if (!toUpstream.Headers.NonValidated.Contains("User-Agent"))
            toUpstream.Headers.TryAddWithoutValidation("User-Agent", GuardedRequest.UserAgentOf(own.Origin.Url("/").AbsoluteUri));
        toUpstream.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{from}");
        toUpstream.Headers.TryAddWithoutValidation("X-Forwarded-Proto", own.Origin.Scheme);
        toUpstream.Headers.TryAddWithoutValidation("X-Forwarded-Host", own.Authority);
        return await _http.SendAsync(toUpstream, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private static SigningKey? SignAs(HttpRequestMessage request) => request.Options.TryGetValue(DocumentClient.SignAs, out var key) ? key : null;
}
