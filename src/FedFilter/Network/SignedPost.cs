using System.Net.Http.Headers;
using FedFilter.Signatures.Keys;

namespace FedFilter.Network;

/// <summary>
/// One POST, signed, to an address that is guarded like every other. No redirect is followed: what is sent goes to whom it is meant for. Of
/// the answer only the head is looked at.
/// </summary>
internal static class SignedPost
{
    /// <summary>For DNS, connection, sending and the answer's headers together.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Longer than that nobody is left alone.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    /// <summary>So that a connection can be used again: an answer no longer than this is read to its end.</summary>
    private const int MostOctets = 4096;

    public static Task<PostAnswer> SendAsync(
        HttpClient http, NetworkOptions options, TimeProvider time, Uri url, byte[] body, MediaTypeHeaderValue type, SigningKey signAs, CancellationToken cancellation) =>
        GuardedRequest.Allows(url, options)
            ? GuardedRequest.WithinAsync(
                Deadline, time, ending => SendAsync(http, time, url, body, type, signAs, ending), static (fault, why) => new PostAnswer(null, Cured(fault, why)), cancellation)
            : Task.FromResult(new PostAnswer(null, "it is not https on a named host; plain http needs the host in network.allow-http"));

    private static async Task<PostAnswer> SendAsync(
        HttpClient http, TimeProvider time, Uri url, byte[] body, MediaTypeHeaderValue type, SigningKey signAs, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = type;
        request.Headers.TryAddWithoutValidation("User-Agent", GuardedRequest.UserAgentOf(signAs.KeyId));
        request.Options.Set(DocumentClient.SignAs, signAs);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)answer.StatusCode;
        var result = new PostAnswer(status, $"it answered {status}") { RetryAfter = GuardedRequest.RetryAfter(answer, time, LongestWait) };
        await ReadAwayAsync(answer.Content, cancellation);
        return result;
    }

    /// <summary>What it says beside the status is nothing to us, and whether it says it to the end changes nothing.</summary>
    private static async Task ReadAwayAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength == 0)
            return;
        try
        {
            await GuardedRequest.ReadAsync(content, MostOctets, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // It has answered.
        }
    }

    private static string Cured(DocumentFault fault, string why) =>
        fault == DocumentFault.Forbidden ? $"{why}; if it is on your own network, name its range in network.allow-private" : why;
}
