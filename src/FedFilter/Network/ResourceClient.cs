using System.Net;
using System.Net.Http.Headers;

namespace FedFilter.Network;

/// <summary>
/// Fetches what is no ActivityPub document: lists, declarations, terms pages. Unsigned, and guarded like everything else: each hop is
/// checked as the first is, and there is one deadline for all of it.
/// </summary>
internal sealed class ResourceClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    public Task<ResourceFetch> GetAsync(ResourceRequest what, CancellationToken cancellation) => GuardedRequest.WithinAsync<ResourceFetch>(
        what.Deadline, time, ending => FollowAsync(what, ending), static (fault, detail) => new ResourceFetch.Failed(fault, detail), cancellation);

    private async Task<ResourceFetch> FollowAsync(ResourceRequest what, CancellationToken cancellation)
    {
        var url = what.Url;
        for (var hop = 0; hop <= what.MaxRedirects; hop++)
        {
            if (!GuardedRequest.Allows(url, options))
                return new ResourceFetch.Failed(DocumentFault.Forbidden, "the address, or one it redirects to, is not https on a named host");
            if (what.SameHost && !GuardedRequest.IsSameHost(url, what.Url))
                return new ResourceFetch.Failed(DocumentFault.Forbidden, $"it redirects to another host, {url.IdnHost}");

            using var request = Request(url, what);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!GuardedRequest.IsRedirect(url, answer, out var next))
                return await ReadAsync(url, answer, what, cancellation);
            if (next is null)
                return new ResourceFetch.Failed(DocumentFault.Forbidden, "the redirect leads to no address");
            url = next;
        }

        return new ResourceFetch.Failed(DocumentFault.Forbidden, $"more than {what.MaxRedirects} redirects");
    }

    private static HttpRequestMessage Request(Uri url, ResourceRequest what)
    {
        var request = GuardedRequest.Get(url, what.Accept, what.UserAgent);
        if (what.Known?.ETag is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (what.Known?.LastModified is { } date)
            request.Headers.IfModifiedSince = date;
        return request;
    }

    private async Task<ResourceFetch> ReadAsync(Uri url, HttpResponseMessage answer, ResourceRequest what, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.NotModified && what.Known is not null)
            return new ResourceFetch.Unchanged();
        if (answer.StatusCode != HttpStatusCode.OK)
            return new ResourceFetch.Failed(GuardedRequest.FaultOf(answer), $"the host answered {(int)answer.StatusCode}", GuardedRequest.RetryAfter(answer, time));
        if (GuardedRequest.IsCompressed(answer.Content.Headers))
            return new ResourceFetch.Failed(DocumentFault.Unusable, "the answer is compressed although that was not asked for");
        return await GuardedRequest.ReadAsync(answer.Content, what.MaxOctets, cancellation) is { } body
            ? new ResourceFetch.Fetched(url, body, answer.Content.Headers.ContentType, ValidatorsOf(answer))
            : new ResourceFetch.Failed(DocumentFault.Unusable, $"the answer is larger than {what.MaxOctets} octets");
    }

    private static Validators ValidatorsOf(HttpResponseMessage answer) => new(Short(answer.Headers.ETag), answer.Content.Headers.LastModified);

    private static string? Short(EntityTagHeaderValue? tag) => tag?.ToString() is { Length: <= 256 } text ? text : null;
}
