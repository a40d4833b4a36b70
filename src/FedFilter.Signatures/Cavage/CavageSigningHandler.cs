using System.Globalization;
using System.Text;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Cavage;

/// <summary>
/// Signs each outgoing request as draft-cavage-http-signatures-12, in the form every fediverse server takes: algorithm rsa-sha256,
/// covering (request-target), host, date and, with a body, digest; no spaces after commas, for parsers that split at them.
/// </summary>
/// <param name="keyFor">Whose name to sign a request in; null sends it unsigned.</param>
/// <param name="time">The clock behind the Date header.</param>
public sealed class CavageSigningHandler(Func<HttpRequestMessage, SigningKey?> keyFor, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (keyFor(request) is { } key)
            await SignAsync(request, key, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task SignAsync(HttpRequestMessage request, SigningKey key, CancellationToken cancellation)
    {
        var target = request.RequestUri ?? throw new InvalidOperationException("A request without an address cannot be signed.");
        var headers = request.Headers;
        headers.Host ??= target.IsDefaultPort ? target.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{target.IdnHost}:{target.Port}");
        headers.Date = time.GetUtcNow();

        var covered = "(request-target) host date";
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"(request-target): {request.Method.Method.ToLowerInvariant()} {target.PathAndQuery}\n")
            .Append(CultureInfo.InvariantCulture, $"host: {headers.Host}\n")
            .Append(CultureInfo.InvariantCulture, $"date: {headers.Date:r}");
        if (request.Content is { } content)
        {
            var digest = DigestHeader.Of(await content.ReadAsByteArrayAsync(cancellation));
            headers.Remove("Digest");
            headers.TryAddWithoutValidation("Digest", digest);
            covered += " digest";
            text.Append(CultureInfo.InvariantCulture, $"\ndigest: {digest}");
        }

        var signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(text.ToString())));
        headers.Remove("Signature");
        headers.TryAddWithoutValidation("Signature", $"keyId=\"{key.KeyId}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",signature=\"{signature}\"");
    }
}
