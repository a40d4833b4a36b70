using System.Net;
using System.Net.Http.Headers;
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

    /// <summary>For DNS, connections, all hops and the last octet of the body together.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    public Task<DocumentFetch> GetAsync(Uri url, SigningKey signAs, CancellationToken cancellation) => GetAsync(url, signAs, budget: null, cancellation);

    /// <param name="url">Where the document is.</param>
    /// <param name="signAs">Whose name to ask in.</param>
    /// <param name="budget">How many requests this may take; null for as many as there are hops and styles.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    public Task<DocumentFetch> GetAsync(Uri url, SigningKey signAs, RequestBudget? budget, CancellationToken cancellation) => GuardedRequest.WithinAsync<DocumentFetch>(
        Deadline, time, ending => FollowAsync(url, signAs, budget, ending), static (fault, detail) => new DocumentFetch.Failed(fault, detail), cancellation);

    private async Task<DocumentFetch> FollowAsync(Uri first, SigningKey signAs, RequestBudget? budget, CancellationToken cancellation)
    {
        var url = first;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (!GuardedRequest.Allows(url, options) || !GuardedRequest.IsSameHost(url, first))
                return new DocumentFetch.Failed(DocumentFault.Forbidden, "the address, or one it redirects to, is not https on the same named host");

            using var request = Request(url, signAs, budget);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!GuardedRequest.IsRedirect(url, answer, out var next))
                return await ReadAsync(url, answer, cancellation);
            if (next is null)
                return new DocumentFetch.Failed(DocumentFault.Forbidden, "the redirect leads to no address");
            url = next;
        }

        return new DocumentFetch.Failed(DocumentFault.Forbidden, $"more than {MaxRedirects} redirects");
    }

    private static HttpRequestMessage Request(Uri url, SigningKey signAs, RequestBudget? budget)
    {
        var request = GuardedRequest.Get(
            url,
            "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            GuardedRequest.UserAgentOf(signAs.KeyId));
        request.Options.Set(SignAs, signAs);
        if (budget is not null)
            request.Options.Set(RequestBudget.Option, budget);
        return request;
    }

    private async Task<DocumentFetch> ReadAsync(Uri url, HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
            return new DocumentFetch.Failed(FaultOf(answer), $"the host answered {(int)answer.StatusCode}", GuardedRequest.RetryAfter(answer, time));
        if (IsPage(answer.Content.Headers.ContentType))
            return new DocumentFetch.Failed(DocumentFault.NotLetIn, "the host answered with a page for people, as those do that test for a browser first");

        // An uploaded file that happens to be JSON must not speak for its host (the class of CVE-2024-25623).
        if (!IsActivityPub(answer.Content.Headers.ContentType))
            return new DocumentFetch.Failed(DocumentFault.Unusable, "the answer is not of an ActivityPub media type");
        if (GuardedRequest.IsCompressed(answer.Content.Headers))
            return new DocumentFetch.Failed(DocumentFault.Unusable, "the answer is compressed although that was not asked for");
        return await GuardedRequest.ReadAsync(answer.Content, MaxOctets, cancellation) is { } body
            ? new DocumentFetch.Fetched(url, body)
            : new DocumentFetch.Failed(DocumentFault.Unusable, $"the document is larger than {MaxOctets} octets");
    }

    private static DocumentFault FaultOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons => DocumentFault.NotLetIn,
        _ => GuardedRequest.FaultOf(answer),
    };

    private static bool IsPage(MediaTypeHeaderValue? type) => type?.MediaType?.ToLowerInvariant() is "text/html" or "application/xhtml+xml";

    // W3C ActivityPub, section 3.2; as Mastodon does (app/helpers/json_ld_helper.rb, valid_activitypub_content_type?).
    private static bool IsActivityPub(MediaTypeHeaderValue? type) => type?.MediaType?.ToLowerInvariant() switch
    {
        "application/activity+json" => true,
        "application/ld+json" => type.Parameters.Any(parameter =>
            parameter.Name.Equals("profile", StringComparison.OrdinalIgnoreCase)
            && (parameter.Value ?? "").Trim('"').Split(' ').Contains("https://www.w3.org/ns/activitystreams")),
        _ => false,
    };
}
