using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedFilter.Signatures.Keys;

namespace FedFilter.Benchmarks;

/// <summary>A request signed beforehand, so that signing is no part of what is measured.</summary>
internal sealed record WireRequest(HttpMethod Method, string Target, string Date, string? Signature, string? Digest, byte[]? Body)
{
    public const string Host = "social.example";

    /// <summary>The address that a proxy of ours vouches for; null for none.</summary>
    public string? Client { get; init; }

    public static WireRequest Fetch(SigningKey key, string target) => Signed(key, HttpMethod.Get, target, null);

    public static WireRequest Deliver(SigningKey key, byte[] body) => Signed(key, HttpMethod.Post, "/users/alice/inbox", body);

    public static WireRequest Page(string target) => new(HttpMethod.Get, target, Now(), null, null, null);

    public HttpRequestMessage To(Uri proxy)
    {
        var request = new HttpRequestMessage(Method, new Uri(proxy, Target));
        request.Headers.Host = Host;
        request.Headers.TryAddWithoutValidation("Date", Date);
        request.Headers.TryAddWithoutValidation("Accept", Signature is null ? "text/html" : "application/activity+json");
        if (Client is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", Client);
        if (Signature is not null)
            request.Headers.TryAddWithoutValidation("Signature", Signature);
        if (Body is null)
            return request;
        request.Headers.TryAddWithoutValidation("Digest", Digest);
        request.Content = new ByteArrayContent(Body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        return request;
    }

    private static WireRequest Signed(SigningKey key, HttpMethod method, string target, byte[]? body)
    {
        var (date, covered) = (Now(), "(request-target) host date");
        var text = $"(request-target): {method.Method.ToLowerInvariant()} {target}\nhost: {Host}\ndate: {date}";
        string? digest = null;
        if (body is not null)
        {
            digest = "SHA-256=" + Convert.ToBase64String(SHA256.HashData(body));
            (text, covered) = ($"{text}\ndigest: {digest}", covered + " digest");
        }

        var signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(text)));
        return new WireRequest(method, target, date, $"keyId=\"{key.KeyId}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",signature=\"{signature}\"", digest, body);
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
}
