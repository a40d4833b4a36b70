using System.Net.Http.Headers;
using FedFilter.Signatures.Keys;

namespace FedFilter.Network;

/// <summary>Delivers an activity to an inbox (W3C ActivityPub, section 7), signed in the style that the server takes.</summary>
internal sealed class DeliveryClient(HttpClient http, NetworkOptions options, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue ActivityJson = new("application/activity+json");

    public Task<PostAnswer> PostAsync(Uri inbox, byte[] activity, SigningKey signAs, CancellationToken cancellation) =>
        SignedPost.SendAsync(http, options, time, inbox, activity, ActivityJson, signAs, cancellation);
}
