using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FedFilter.Network;

/// <summary>What was known of a text when it was last fetched, so that only a changed one is sent again (RFC 9110, section 13).</summary>
internal sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>What came of asking for a list: exactly one of the nested records.</summary>
internal abstract record ListFetch
{
    private ListFetch()
    {
    }

    /// <summary>A text.</summary>
    public sealed record Fetched(string Text, string? MediaType, Validators Validators) : ListFetch;

    /// <summary>The text is still what it was.</summary>
    public sealed record Unchanged : ListFetch;

    /// <summary>None.</summary>
    public sealed record Failed(string Why) : ListFetch;
}

/// <summary>
/// Fetches lists of servers from where the admin says. They live on code hosts and behind content networks, so redirects lead to other
/// hosts too; each hop is checked as the first is. At most 32 MiB, and a minute for everything together.
/// </summary>
internal sealed class ListClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    private const int MaxRedirects = 5;
    private const int MaxOctets = 32 * 1024 * 1024;

    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    public Task<ListFetch> GetAsync(Uri url, Validators? known, CancellationToken cancellation) => GuardedRequest.WithinAsync<ListFetch>(
        Deadline, time, ending => FollowAsync(url, known, ending), static (_, detail) => new ListFetch.Failed(detail), cancellation);

    private async Task<ListFetch> FollowAsync(Uri url, Validators? known, CancellationToken cancellation)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (!GuardedRequest.Allows(url, options))
                return new ListFetch.Failed("the address, or one it redirects to, is not https on a named host");

            using var request = Request(url, known);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!GuardedRequest.IsRedirect(url, answer, out var next))
                return await ReadAsync(answer, known, cancellation);
            if (next is null)
                return new ListFetch.Failed("the redirect leads to no address");
            url = next;
        }

        return new ListFetch.Failed($"more than {MaxRedirects} redirects");
    }

    private static HttpRequestMessage Request(Uri url, Validators? known)
    {
        var request = GuardedRequest.Get(url, "text/csv, application/json, text/plain, */*;q=0.1", GuardedRequest.UserAgent);
        if (known?.ETag is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (known?.LastModified is { } date)
            request.Headers.IfModifiedSince = date;
        return request;
    }

    private static async Task<ListFetch> ReadAsync(HttpResponseMessage answer, Validators? known, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.NotModified && known is not null)
            return new ListFetch.Unchanged();
        if (answer.StatusCode != HttpStatusCode.OK)
            return new ListFetch.Failed($"the host answered {(int)answer.StatusCode}");
        if (GuardedRequest.IsCompressed(answer.Content.Headers))
            return new ListFetch.Failed("the answer is compressed although that was not asked for");
        return await GuardedRequest.ReadAsync(answer.Content, MaxOctets, cancellation) is { } body
            ? new ListFetch.Fetched(Encoding.UTF8.GetString(body), answer.Content.Headers.ContentType?.MediaType, ValidatorsOf(answer))
            : new ListFetch.Failed($"the answer is larger than {MaxOctets} octets");
    }

    private static Validators ValidatorsOf(HttpResponseMessage answer) => new(Short(answer.Headers.ETag), answer.Content.Headers.LastModified);

    private static string? Short(EntityTagHeaderValue? tag) => tag?.ToString() is { Length: <= 256 } text ? text : null;
}
