using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using FedFilter.Signatures.Keys;

namespace FedFilter.Network;

/// <summary>
/// The one guarded client: fetches ActivityPub documents from hosts that strangers name. At most two redirects, on the same host, each
/// checked and signed anew; at most 256 KiB; ten seconds for everything together, so that nobody can dribble.
/// </summary>
internal sealed class DocumentClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    /// <summary>The request option under which the signing handler finds whose name to sign in.</summary>
    public static readonly HttpRequestOptionsKey<SigningKey> SignAs = new("FedFilter.SignAs");

    private const int MaxRedirects = 2;
    private const int MaxOctets = 256 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly string Version = typeof(DocumentClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>For DNS, connections, all hops and the last octet of the body together.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<DocumentFetch> GetAsync(Uri url, SigningKey signAs, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await FollowAsync(url, signAs, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DocumentFetch.Failed(DocumentFault.Unreachable, $"no whole answer within {Deadline.TotalSeconds:0} s");
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException)
        {
            return new DocumentFetch.Failed(DocumentFault.Forbidden, "the host has an address that is not public");
        }
        catch (HttpRequestException e)
        {
            return new DocumentFetch.Failed(DocumentFault.Unreachable, $"no answer ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            return new DocumentFetch.Failed(DocumentFault.Unreachable, "the answer broke off");
        }
    }

    private async Task<DocumentFetch> FollowAsync(Uri first, SigningKey signAs, CancellationToken cancellation)
    {
        var url = first;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (!IsAllowed(url) || !IsSameHost(url, first))
                return new DocumentFetch.Failed(DocumentFault.Forbidden, "the address, or one it redirects to, is not https on the same named host");

            using var request = Request(url, signAs);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } location)
            {
                if (!Uri.TryCreate(url, location, out url!))
                    return new DocumentFetch.Failed(DocumentFault.Forbidden, "the redirect leads to no address");
            }
            else
                return await ReadAsync(url, answer, cancellation);
        }

        return new DocumentFetch.Failed(DocumentFault.Forbidden, $"more than {MaxRedirects} redirects");
    }

    private bool IsAllowed(Uri url) =>
        url is { IsAbsoluteUri: true, UserInfo: "", HostNameType: UriHostNameType.Dns }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && options.AllowHttp.Contains(url.IdnHost)));

    private static bool IsSameHost(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static HttpRequestMessage Request(Uri url, SigningKey signAs)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { Fragment = "" }.Uri);
        request.Options.Set(SignAs, signAs);
        request.Headers.TryAddWithoutValidation("Accept", "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", $"FedFilter/{Version} (+{new Uri(signAs.KeyId).GetLeftPart(UriPartial.Authority)}/fedfilter/terms)");
        return request;
    }

    private async Task<DocumentFetch> ReadAsync(Uri url, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Gone:
                return new DocumentFetch.Failed(DocumentFault.Gone, "the host answered 410");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
                return new DocumentFetch.Failed(DocumentFault.Unreachable, $"the host answered {status}", RetryAfter(answer));
            default:
                return status >= 500
                    ? new DocumentFetch.Failed(DocumentFault.Unreachable, $"the host answered {status}", RetryAfter(answer))
                    : new DocumentFetch.Failed(DocumentFault.NotFound, $"the host answered {status}");
        }

        // An uploaded file that happens to be JSON must not speak for its host (the class of CVE-2024-25623).
        if (!IsActivityPub(answer.Content.Headers.ContentType))
            return new DocumentFetch.Failed(DocumentFault.Unusable, "the answer is not of an ActivityPub media type");
        if (answer.Content.Headers.ContentEncoding.Count > 0)
            return new DocumentFetch.Failed(DocumentFault.Unusable, "the answer is compressed although that was not asked for");
        return await ReadBodyAsync(answer, cancellation) is { } body
            ? new DocumentFetch.Fetched(url, body)
            : new DocumentFetch.Failed(DocumentFault.Unusable, $"the document is larger than {MaxOctets} octets");
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxOctets)
                return null;
        }

        return body.ToArray();
    }

    // W3C ActivityPub, section 3.2.
    private static bool IsActivityPub(MediaTypeHeaderValue? type) => type?.MediaType?.ToLowerInvariant() switch
    {
        "application/activity+json" => true,
        "application/ld+json" => type.Parameters.Any(parameter =>
            parameter.Name.Equals("profile", StringComparison.OrdinalIgnoreCase)
            && (parameter.Value ?? "").Trim('"').Split(' ').Contains("https://www.w3.org/ns/activitystreams")),
        _ => false,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait is null ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
