using System.Text;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>
/// Signs a request as RFC 9421, in the form every server of that style takes: one signature over @method, @target-uri, @authority and, with
/// a body, content-digest; with created, keyid and alg.
/// </summary>
internal static class Rfc9421Signer
{
    private const string Label = "sig1";

    /// <param name="request">With Host set; gets Signature-Input, Signature and, with a body, Content-Digest.</param>
    /// <param name="key">Its type decides the algorithm.</param>
    /// <param name="created">To the second.</param>
    /// <param name="cancellation">Ends the reading of the body.</param>
    public static async Task SignAsync(HttpRequestMessage request, SigningKey key, DateTimeOffset created, CancellationToken cancellation)
    {
        var target = request.RequestUri!;
        var authority = request.Headers.Host!;
        var components = new List<(string Name, string Value)>
        {
            ("@method", request.Method.Method),
            ("@target-uri", $"{target.Scheme}://{authority}{target.PathAndQuery}"),
            ("@authority", authority),
        };
        if (request.Content is { } content)
        {
            var digest = ContentDigest.Of(await content.ReadAsByteArrayAsync(cancellation));
            request.Headers.TryAddWithoutValidation("Content-Digest", digest);
            components.Add(("content-digest", digest));
        }

        var input = new SfInnerList(
            [.. components.Select(component => new SfItem(component.Name, []))],
            [
                new SfParameter("created", created.ToUnixTimeSeconds()),
                new SfParameter("keyid", key.KeyId),
                new SfParameter("alg", SignatureParameters.NameOf(key.Algorithm)),
            ]);
        var parameters = SfWriter.Write(input);
        var signed = new StringBuilder();
        foreach (var (name, value) in components)
            signed.Append('"').Append(name).Append("\": ").Append(value).Append('\n');
        signed.Append("\"@signature-params\": ").Append(parameters);

        request.Headers.TryAddWithoutValidation("Signature-Input", $"{Label}={parameters}");
        request.Headers.TryAddWithoutValidation("Signature", $"{Label}=:{Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(signed.ToString())))}:");
    }
}
