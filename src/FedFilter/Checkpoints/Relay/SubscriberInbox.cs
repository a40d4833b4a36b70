using System.Text.Json;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Peers;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Where a server that follows wants everything: what its actor's document says, as far as it stays on the host that signed.</summary>
internal sealed class SubscriberInbox(RelayActor relay, DocumentClient documents, NetworkOptions network)
{
    /// <param name="actorId">The actor that follows.</param>
    /// <param name="host">The host that signed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<(Uri? Inbox, Rejection? Rejection)> FindAsync(string actorId, string host, CancellationToken cancellation)
    {
        switch (await documents.GetAsync(new Uri(actorId), relay.SigningKey, cancellation))
        {
            case DocumentFetch.Failed { Fault: DocumentFault.Unreachable or DocumentFault.NotLetIn } failed:
                return (null, new Rejection(503, "actor-unreachable", "The actor that follows cannot be fetched right now.", failed.RetryAfter ?? TimeSpan.FromMinutes(1)));
            case DocumentFetch.Fetched fetched when Read(fetched.Body, actorId) is { } inbox:
                return IsUsable(inbox, host, out var url)
                    ? (url, null)
                    : (null, new Rejection(403, "inbox-unusable", "The actor's sharedInbox, or its inbox if it has no other, must be an https URL on the signer's own host."));
            default:
                return (null, new Rejection(403, "actor-unusable", "The actor that follows must be an ActivityPub document with that id and an inbox."));
        }
    }

    private bool IsUsable(string inbox, string host, out Uri url) =>
        Uri.TryCreate(inbox, UriKind.Absolute, out url!) && GuardedRequest.Allows(url, network) && PeerIri.Parse(inbox)?.Host == host;

    private static string? Read(byte[] document, string actorId)
    {
        using var json = PlainJson.Parse(document);
        if (json is null || !PeerIri.AreSame(Text(json.RootElement, "id"), actorId))
            return null;
        var actor = json.RootElement;
        return actor.TryGetProperty("endpoints", out var endpoints) && Text(endpoints, "sharedInbox") is { } shared ? shared : Text(actor, "inbox");
    }

    private static string? Text(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
