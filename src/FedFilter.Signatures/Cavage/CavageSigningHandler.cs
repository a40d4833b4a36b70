using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Cavage;

/// <summary>Signs each outgoing request as draft-cavage-http-signatures-12, in the form every fediverse server takes.</summary>
/// <param name="key">Whose name to sign in.</param>
/// <param name="time">The clock behind the Date header.</param>
public sealed class CavageSigningHandler(SigningKey key, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{key.KeyId} {time}");
}
