using System.Net;
using FedFilter.Configuration;
using FedFilter.Contexts;
using FedFilter.Peers;

namespace FedFilter.Checkpoints;

/// <summary>
/// Whether an activity may be read as it is spelt, for all its contexts say. What it says inline was looked at when it was read; here it is about the
/// contexts that it only names. Asked once its signature verified, since it makes us fetch.
/// </summary>
internal sealed class ContextCheck(ContextDocuments documents)
{
    /// <summary>Why it may not, or not yet; null if it may.</summary>
    /// <param name="activity">What is to be decided about.</param>
    /// <param name="reads">How its receiver reads it.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="ours">The host that it was sent to.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<Rejection?> CheckAsync(Activity activity, OriginReads reads, IPAddress client, string ours, CancellationToken cancellation)
    {
        if (activity.Contexts.Count == 0)
            return null;

        // Mastodon reads JSON alone, but what carries a linked data signature it puts through JSON-LD first
        // (mastodon: app/services/activitypub/process_collection_service.rb).
        if (reads == OriginReads.Json && !activity.HasLinkedDataSignature)
            return null;

        return await documents.LookAtAsync(activity.Contexts, ClientNetwork.Of(client), ours, cancellation) switch
        {
            ContextOutcome.Kept => null,
            ContextOutcome.Redefined => ActivityFault.ContextRedefines.Rejection,
            ContextOutcome.Unreachable => new Rejection(503, "context-unreachable", "A context that the activity names cannot be fetched right now, and the server here reads by it.", ContextDocuments.Pause),
            _ => new Rejection(400, "context-unusable", "A context that the activity names could not be fetched for a day, is not at an https address of a public host, or is no JSON; the server here reads by it."),
        };
    }
}
