using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Peers;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// An Announce names its object only. The relay fetches it once, in its own name, to see that it is public and what it is: rules look into it for
/// each subscriber, who fetch it from its own server themselves.
/// </summary>
internal sealed class AnnouncedObject(RelaySettings settings, RelayActor relay, DocumentClient documents, ContextCheck contexts)
{
    /// <summary>The Announce with the object in it.</summary>
    public async Task<(byte[]? Body, Rejection? Rejection)> EmbedAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        if (PeerIri.Parse(delivery.Activity.Object) is not { } id)
            return Unusable;
        switch (await documents.GetAsync(id.Url, relay.SigningKey, cancellation))
        {
            case DocumentFetch.Failed { Fault: DocumentFault.Unreachable or DocumentFault.NotLetIn } failed:
                return (null, new Rejection(503, "object-unreachable", "What is announced cannot be fetched right now.", failed.RetryAfter ?? TimeSpan.FromMinutes(1)));
            case DocumentFetch.Fetched fetched:
                using (var json = PlainJson.Parse(fetched.Body))
                    return json is null ? Unusable : await EmbedAsync(delivery, json.RootElement, fetched.Body, cancellation);
            default:
                return Unusable;
        }
    }

    private static (byte[]?, Rejection?) Unusable =>
        (null, new Rejection(403, "object-unusable", "What is announced must be an ActivityPub document with that id, which the relay's actor may fetch."));

    private async Task<(byte[]?, Rejection?)> EmbedAsync(RelayDelivery delivery, JsonElement thing, byte[] document, CancellationToken cancellation)
    {
        if (thing.ValueKind != JsonValueKind.Object || !thing.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || !id.ValueEquals(delivery.Activity.Object))
            return Unusable;
        if (!Publication.IsPublicObject(document))
            return (null, new Rejection(403, "not-public", "Only what is addressed to everyone (the public collection in `to`) is relayed."));
        var embedded = Publication.Embed(delivery.Json, thing);
        if (ActivityReader.Read(embedded).Activity is not { } announce)
            return Unusable;
        if (!RelayRules.IsAllOn(delivery.Host, announce))
            return (null, RelayRules.Forwarded("What is announced is attributed to somebody on another host than the signer."));

        // The object brings contexts of its own, which the check of the delivery did not see.
        var unread = await contexts.CheckAsync(announce, OriginReads.JsonLd, delivery.Client, settings.Host, cancellation);
        return unread is null ? (embedded, null) : (null, unread);
    }
}
