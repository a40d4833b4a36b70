using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What a server asks for when it follows.</summary>
/// <param name="Host">The server, as its signature proved it.</param>
/// <param name="Actor">The actor that follows.</param>
/// <param name="Inbox">Where it wants everything.</param>
/// <param name="Style">Which protocol it speaks.</param>
/// <param name="Follow">Its Follow, cut down to id, type, actor and object: nothing else is ever sent back.</param>
/// <param name="FollowId">The Follow's id.</param>
internal sealed record Subscription(string Host, string Actor, string Inbox, RelayStyle Style, byte[] Follow, string FollowId)
{
    /// <summary>The type that the actor's document gives; null if it gives none.</summary>
    public string? ActorType { get; init; }
}
