using System.Text.Json;
using FedFilter.Identity;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Servers begin and end their subscriptions.</summary>
internal sealed class Following(
    RelayActor actor, SubscriberInbox inboxes, Subscribers subscribers, RelayActivities activities, RelayAnswers answers, RelayWake wake, TimeProvider time)
{
    // No server does this often; whoever does so has us fetch, write and answer for nothing.
    private static readonly Rate Pace = new(6, TimeSpan.FromMinutes(1));

    private readonly RateBuckets _asked = new(time);

    /// <summary>Asked before anything that costs more than memory.</summary>
    public Rejection? Limit(string host) => _asked.Take("", host, Pace) is { } wait
        ? new Rejection(429, "follow-limited", "A server may follow or unfollow this relay 6 times a minute.", wait)
        : null;

    /// <summary>It is taken or rejected; either way it is told by an activity in answer to its own.</summary>
    public async Task<Rejection?> FollowAsync(RelayDelivery delivery, Verdict verdict, CancellationToken cancellation)
    {
        var (follow, whom) = (delivery.Activity, delivery.Activity.Object!);
        if (!PeerIri.AreSame(follow.Actor, delivery.Key.Owner))
            return new Rejection(403, "actor-mismatch", "The actor that follows must be the one that signed.");
        var (inbox, rejection) = await inboxes.FindAsync(follow.Actor, delivery.Host, cancellation);
        if (rejection is not null)
            return rejection;

        var style = whom == actor.Id ? RelayStyle.LitePub : RelayStyle.Mastodon;
        var kept = RelayActivities.FollowOf(follow.Id!, follow.Actor, whom);
        var asked = new Subscription(delivery.Host, follow.Actor, inbox!.AbsoluteUri, style, kept, follow.Id!) { ActorType = delivery.Key.OwnerType };
        if (verdict.Effective != Outcome.Allow)
            await subscribers.AskedAsync(asked, await UnlessSuspendedAsync(delivery.Host, cancellation), verdict.Code, [activities.Reject(kept, answers.WordsOf(verdict))], cancellation);
        else if (style == RelayStyle.LitePub)
            await subscribers.AskedAsync(asked, RelayState.Active, null, [activities.Accept(kept), activities.Follow(follow.Actor, follow.Id)], cancellation);
        else
            await subscribers.AskedAsync(asked, RelayState.Active, null, [activities.Accept(kept)], cancellation);
        wake.Wake();
        return null;
    }

    /// <summary>Who asks again while it is suspended is told no again, and resumes by itself as before, under the Follow that it sent last.</summary>
    private async Task<RelayState> UnlessSuspendedAsync(string host, CancellationToken cancellation) =>
        await subscribers.FindAsync(host, cancellation) is { State: RelayState.Suspended } ? RelayState.Suspended : RelayState.Rejected;

    /// <summary>Ends the sender's own subscription, if this is what is undone. One that is not there any more, or never came to be, needs no ending.</summary>
    public async Task<Rejection?> UndoAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        var row = await subscribers.FindAsync(delivery.Host, cancellation);
        if (delivery.Activity.Object != row?.FollowId && !IsFollowOfOurs(delivery.Json))
            return new Rejection(403, "undo-unknown", "It undoes nothing that was done here.");
        while (row is { State: RelayState.Active or RelayState.Suspended } && !await LeaveAsync(row, cancellation))
            row = await subscribers.FindAsync(delivery.Host, cancellation); // it was turned at the same moment
        return null;
    }

    private async Task<bool> LeaveAsync(RelaySubscriberRow row, CancellationToken cancellation)
    {
        var messages = row.Style == RelayStyle.LitePub ? new[] { activities.Unfollow(row.Actor, row.FollowId) } : [];
        var hasLeft = await subscribers.TurnAsync(row.Host, row.State, RelayState.Left, null, messages, cancellation);
        wake.Wake();
        return hasLeft;
    }

    /// <summary>Servers that restart a subscription undo the old Follow by its contents, under an id that was replaced since.</summary>
    private bool IsFollowOfOurs(JsonElement undo) =>
        undo.GetProperty("object") is { ValueKind: JsonValueKind.Object } follow
        && follow.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Follow")
        && follow.TryGetProperty("object", out var whom) && whom.ValueKind == JsonValueKind.String
        && (RelayRules.IsPublic(whom.GetString()!) || whom.GetString() == actor.Id);
}
