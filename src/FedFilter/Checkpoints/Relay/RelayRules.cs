using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Peers;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// What the relay takes at all, whoever sends it: told from the activity alone, before anybody is asked. A server speaks for itself here and for
/// nobody else, whatever <c>gateway.forwarded</c> says; this ends loops between relays too, since what a relay hands on is never its own.
/// </summary>
internal sealed class RelayRules(RelayActor actor, RelayActivities ours, NetworkOptions network)
{
    private static readonly IReadOnlySet<string> NobodysHosts = new HashSet<string>();

    /// <summary>Why it is not taken; null if it may be.</summary>
    public Rejection? Check(RelayDelivery delivery)
    {
        var (activity, host) = (delivery.Activity, delivery.Host);
        if (!IsOn(host, activity.Actor) || (activity.Id is { } id && !IsOn(host, id)))
            return Forwarded("The activity's actor or id is on another host than the signer: this relay takes things from their own server only.");
        if (activity.Id is null)
            return new Rejection(400, "id-missing", "The activity must have an id.");
        return delivery.Type switch
        {
            "Follow" => activity.Object is { } whom && (IsPublic(whom) || whom == actor.Id)
                ? null
                : new Rejection(403, "follow-target", "Here one follows the public collection, or the relay's actor."),
            "Accept" or "Reject" => activity.Object is { } follow && ours.IsOurs(follow)
                ? null
                : new Rejection(403, "answer-unknown", "It answers nothing that this relay asked for."),
            "Undo" => CheckObject(host, activity, "What is undone must be named by its id, and be of the signer's host."),
            "Create" or "Update" or "Delete" or "Move" or "Announce" => CheckObject(host, activity, "The activity's object, or an author of it, is on another host than the signer: this relay takes things from their own server only."),
            _ => new Rejection(403, "not-relayed", "Only Create, Update, Delete, Move and Announce are relayed."),
        };
    }

    public static bool IsPublic(string id) => id is RelayActivities.Public or "as:Public" or "Public";

    /// <summary>Whether an id is a URL on a host, read in one way only.</summary>
    public bool IsOn(string host, string id) => KeyId.Parse(id, NobodysHosts, network.AllowHttp)?.Host == host;

    /// <summary>Whether all that an activity brings along is of one host: each thing in it, its actor and its authors.</summary>
    public static bool IsAllOn(string host, Activity activity) => activity.Brought.All(other => other == host);

    public static Rejection Forwarded(string detail) => new(403, Admission.ForwardedUnverified, detail);

    private Rejection? CheckObject(string host, Activity activity, string detail) =>
        activity.Object is { } id && IsOn(host, id) && IsAllOn(host, activity) ? null : Forwarded(detail);
}
