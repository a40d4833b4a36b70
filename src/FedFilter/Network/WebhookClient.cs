using System.Net.Http.Headers;
using FedFilter.Signatures.Keys;

namespace FedFilter.Network;

/// <summary>Tells a webhook something.</summary>
internal sealed class WebhookClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<PostAnswer> PostAsync(Uri url, byte[] json, SigningKey signAs, CancellationToken cancellation)
    {
        var answer = await SignedPost.SendAsync(http, options, time, url, json, Json, signAs, cancellation);
        return answer.Status is >= 300 and < 400 ? answer with { Why = $"{answer.Why}; put the address it leads to into `notify`" } : answer;
    }
}
