using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Cavage;

/// <summary>Signs each outgoing request as draft-cavage-http-signatures-12, in the form every fediverse server takes.</summary>
/// <param name="keyFor">Whose name to sign a request in; null sends it unsigned.</param>
/// <param name="time">The clock behind the Date header.</param>
public sealed class CavageSigningHandler(Func<HttpRequestMessage, SigningKey?> keyFor, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{keyFor(request)} {time}");
}
