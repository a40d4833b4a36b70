using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay;

/// <summary>Takes what a subscriber publishes into the log.</summary>
internal sealed class Publishing(
    Subscribers subscribers, RelayRules rules, AnnouncedObject announced, PublishingLimits limits, RelayLog log, RelayBacklog backlog, RelayMetrics metrics, RelayWake wake, TimeProvider time)
{
    /// <summary>It is on disk when this ends without a rejection.</summary>
    /// <returns>Why it is not taken; and whether it was taken before.</returns>
    public async Task<(Rejection? Rejection, bool IsDuplicate)> PublishAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        if (await CheckStandingAsync(delivery, cancellation) is { } standing)
            return (standing, false);
        if (await limits.CountAsync(delivery, cancellation) is { } tooMuch)
            return (tooMuch, false);
        if (delivery.Type == "Announce" && await log.HasAsync(delivery.Activity.Object!, cancellation))
            return (null, true); // and is not fetched again
        var (post, rejection) = delivery.Type switch
        {
            "Announce" => await AnnounceAsync(delivery, cancellation),
            "Create" or "Update" when CheckObject(delivery) is { } unfit => (null, unfit),
            _ => (Post(delivery, KindOf(delivery.Type)), null),
        };
        if (post is null)
            return (rejection, false);
        if (!await log.AppendAsync(post, cancellation))
            return (null, true);
        backlog.Add(post.Body!.Length);
        metrics.Taken(post.Kind);
        wake.Wake();
        return (null, false);
    }

    private async Task<Rejection?> CheckStandingAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        var row = await subscribers.FindAsync(delivery.Host, cancellation);
        if (row?.State == RelayState.Active)
            return delivery.Type != "Announce" || delivery.Activity.Actor == row.Actor
                ? null
                : new Rejection(403, "not-relayed", "A user's boost is not relayed; what the actor that follows the relay announces is.");

        // Who handed something out may take it back, whatever it has become since.
        if (delivery is { Type: "Delete", Activity: { Object: { } gone, Actor: var actor } } && await log.HoldsAsync(delivery.Host, gone, isActor: gone == actor, cancellation))
            return null;
        return row?.State switch
        {
            RelayState.Suspended => new Rejection(403, "subscription-suspended", "This server's subscription is suspended: it does not have the standing that is asked for. It resumes by itself once it has."),
            RelayState.Left => new Rejection(403, "subscription-ended", "This server's subscription has ended: follow the relay again."),
            RelayState.Rejected => new Rejection(403, "subscription-rejected", "This server's subscription was rejected; the Reject that was sent says why."),
            _ => new Rejection(403, "not-subscribed", "Only servers that subscribe to this relay publish through it: follow it first."),
        };
    }

    private Rejection? CheckObject(RelayDelivery delivery)
    {
        if (!Publication.IsPublic(delivery.Body))
            return new Rejection(403, "not-public", "Only what is addressed to everyone (the public collection in `to`), with the object embedded, is relayed.");
        return Publication.AuthorsOf(delivery.Json.GetProperty("object")).All(author => rules.IsOn(delivery.Host, author))
            ? null
            : RelayRules.Forwarded("The object is attributed to somebody on another host than the signer.");
    }

    private async Task<(RelayPostRow?, Rejection?)> AnnounceAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        var (body, rejection) = await announced.EmbedAsync(delivery, cancellation);
        if (body is null)
            return (null, rejection);
        return limits.CountBytes(delivery.Host, body.Length) is { } tooMuch ? (null, tooMuch) : (Post(delivery, RelayPostKind.Post, body), null);
    }

    private RelayPostRow Post(RelayDelivery delivery, RelayPostKind kind, byte[]? embedded = null) => new()
    {
        Key = (kind == RelayPostKind.Post ? delivery.Activity.Object : delivery.Activity.Id)!,
        Kind = kind,
        Publisher = delivery.Host,
        Object = delivery.Activity.Object,
        Body = embedded ?? delivery.Body.ToArray(),
        IsProven = embedded is null && Publication.IsProven(delivery.Json),
        TakenAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static RelayPostKind KindOf(string type) => type switch
    {
        "Create" => RelayPostKind.Post,
        "Update" => RelayPostKind.Update,
        "Delete" => RelayPostKind.Delete,
        "Move" => RelayPostKind.Move,
        _ => throw new InvalidOperationException($"A {type} is not relayed."),
    };
}
