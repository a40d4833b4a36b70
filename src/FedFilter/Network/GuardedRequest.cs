using System.Net;
using System.Net.Http.Headers;
using System.Reflection;

namespace FedFilter.Network;

/// <summary>What every fetch has in common: where it may go, how long it may take, how much is read, and how failures are told.</summary>
internal static class GuardedRequest
{
    /// <summary>Name and version, as the User-Agent header begins.</summary>
    public static readonly string UserAgent =
        $"FedFilter/{typeof(GuardedRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <summary>With the page that says who asks and why.</summary>
    /// <param name="ours">Any URL on the origin's host.</param>
    public static string UserAgentOf(string ours) => $"{UserAgent} (+{new Uri(ours).GetLeftPart(UriPartial.Authority)}/fedfilter/terms)";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Only https, and only to a host with a name; plain http where the configuration allows it for that host.</summary>
    public static bool Allows(Uri url, NetworkOptions options) =>
        url is { IsAbsoluteUri: true, UserInfo: "", HostNameType: UriHostNameType.Dns }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && options.AllowHttp.Contains(url.IdnHost)));

    public static bool IsSameHost(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>One deadline for DNS, connections, all hops and the last octet of the body together.</summary>
    public static async Task<T> WithinAsync<T>(
        TimeSpan deadline, TimeProvider time, Func<CancellationToken, Task<T>> fetch, Func<DocumentFault, string, T> failed, CancellationToken cancellation)
    {
        using var ending = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellation);
        try
        {
            return await fetch(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return failed(DocumentFault.Unreachable, $"no whole answer within {deadline.TotalSeconds:0} s");
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException)
        {
            return failed(DocumentFault.Forbidden, "the host has an address that is not public");
        }
        catch (HttpRequestException e)
        {
            return failed(DocumentFault.Unreachable, $"no answer ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            return failed(DocumentFault.Unreachable, "the answer broke off");
        }
    }

    /// <summary>What an answer other than 200 means.</summary>
    public static DocumentFault FaultOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Gone => DocumentFault.Gone,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => DocumentFault.Unreachable,
        _ => DocumentFault.NotFound,
    };

    /// <summary>How long the host asks to be left alone, within reason.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time, TimeSpan? atMost = null)
    {
        var longest = atMost ?? LongestWait;
        var wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait is null ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > longest ? longest : wait;
    }

    /// <summary>Whether the answer is a redirect, and to where; null where it leads to no address.</summary>
    public static bool IsRedirect(Uri from, HttpResponseMessage answer, out Uri? to)
    {
        to = null;
        if ((int)answer.StatusCode is < 300 or 304 or >= 400 || answer.Headers.Location is not { } location)
            return false;
        Uri.TryCreate(from, location, out to);
        return true;
    }

    public static HttpRequestMessage Get(Uri url, string accept, string userAgent)
    {
        // Without a fragment it is sent as it is written: taking it apart would change its octets.
        var request = new HttpRequestMessage(HttpMethod.Get, url.Fragment.Length == 0 ? url : new UriBuilder(url) { Fragment = "" }.Uri);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        return request;
    }

    /// <summary>The whole body, or null if it is longer.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxOctets, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > maxOctets)
                return null;
        }

        return body.ToArray();
    }

    public static bool IsCompressed(HttpContentHeaders headers) => headers.ContentEncoding.Count > 0;
}
