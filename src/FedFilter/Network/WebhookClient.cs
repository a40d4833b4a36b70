using System.Net.Http.Headers;
using FedFilter.Signatures.Keys;

namespace FedFilter.Network;

/// <summary>
/// Tells a webhook something: one POST, signed, to an address that is guarded like every other. No redirect is followed: what is told
/// goes to whom the admin named.
/// </summary>
internal sealed class WebhookClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    /// <summary>For DNS, connection, sending and the answer's headers together.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    public Task<WebhookAnswer> PostAsync(Uri url, byte[] json, SigningKey signAs, CancellationToken cancellation) => GuardedRequest.WithinAsync(
        Deadline, time, ending => SendAsync(url, json, signAs, ending), static (fault, why) => new WebhookAnswer(null, Cured(fault, why)), cancellation);

    private async Task<WebhookAnswer> SendAsync(Uri url, byte[] json, SigningKey signAs, CancellationToken cancellation)
    {
        if (!GuardedRequest.Allows(url, options))
            return new WebhookAnswer(null, "it is not https on a named host; plain http needs the host in network.allow-http");

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", GuardedRequest.UserAgentOf(signAs.KeyId));
        request.Options.Set(DocumentClient.SignAs, signAs);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)answer.StatusCode;
        return new WebhookAnswer(status, status is >= 300 and < 400 ? $"it answered {status}; put the address it leads to into `notify`" : $"it answered {status}")
        {
            RetryAfter = GuardedRequest.RetryAfter(answer, time, LongestWait),
        };
    }

    private static string Cured(DocumentFault fault, string why) =>
        fault == DocumentFault.Forbidden ? $"{why}; if it is on your own network, name its range in network.allow-private" : why;
}

/// <summary>What a webhook answered.</summary>
/// <param name="Status">The HTTP status; null if there was no answer.</param>
/// <param name="Why">That in words.</param>
internal sealed record WebhookAnswer(int? Status, string Why)
{
    /// <summary>How long it asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>Whether it may be taken later.</summary>
    public bool IsForNow => Status is null or 408 or 429 or >= 500;
}
