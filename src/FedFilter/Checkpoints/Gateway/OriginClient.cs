using FedFilter.Configuration;
using FedFilter.Network;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Asks an origin itself, as the gateway would on behalf of someone: at the upstream's address, which is the admin's own, under the public name.
/// </summary>
internal sealed class OriginClient : IDisposable
{
    private const int MaxOctets = 256 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = MaxOctets,
    };

    /// <exception cref="HttpRequestException">It does not answer, or with more than is read.</exception>
    /// <exception cref="TaskCanceledException">Nor within five seconds.</exception>
    public async Task<HttpResponseMessage> GetAsync(OriginSettings origin, Uri upstream, string target, string accept, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(upstream, target));
        request.Headers.Host = origin.Host;
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", GuardedRequest.UserAgentOf(origin.Url("/").AbsoluteUri)); // GoToSocial answers 418 without one
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", origin.Scheme);
        return await _http.SendAsync(request, cancellation);
    }

    public void Dispose() => _http.Dispose();
}
