using System.Globalization;
using System.Text;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;

namespace FedFilter.Signatures.Cavage;

/// <summary>
/// Signs a request as draft-cavage-http-signatures-12, in the form every fediverse server of that style takes: covering (request-target),
/// host, date and, with a body, digest; no spaces after commas, for parsers that split at them.
/// </summary>
internal static class CavageSigner
{
    /// <param name="request">With Host and Date set; gets Signature and, with a body, Digest.</param>
    /// <param name="key">RSA is labelled rsa-sha256; Ed25519 hs2019, by which the key's type decides.</param>
    /// <param name="withQuery">Whether (request-target) holds the query.</param>
    /// <param name="cancellation">Ends the reading of the body.</param>
    public static async Task SignAsync(HttpRequestMessage request, SigningKey key, bool withQuery, CancellationToken cancellation)
    {
        var (target, headers) = (request.RequestUri!, request.Headers);
        var covered = "(request-target) host date";
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"(request-target): {request.Method.Method.ToLowerInvariant()} {(withQuery ? target.PathAndQuery : target.AbsolutePath)}\n")
            .Append(CultureInfo.InvariantCulture, $"host: {headers.Host}\n")
            .Append(CultureInfo.InvariantCulture, $"date: {headers.Date:r}");
        if (request.Content is { } content)
        {
            var digest = DigestHeader.Of(await content.ReadAsByteArrayAsync(cancellation));
            headers.TryAddWithoutValidation("Digest", digest);
            covered += " digest";
            text.Append(CultureInfo.InvariantCulture, $"\ndigest: {digest}");
        }

        var algorithm = key.Algorithm == HttpSignatureAlgorithm.RsaV15Sha256 ? "rsa-sha256" : "hs2019";
        var signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(text.ToString())));
        headers.TryAddWithoutValidation("Signature", $"keyId=\"{key.KeyId}\",algorithm=\"{algorithm}\",headers=\"{covered}\",signature=\"{signature}\"");
    }
}
