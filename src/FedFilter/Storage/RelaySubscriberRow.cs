namespace FedFilter.Storage;

/// <summary>Which of the two relay protocols a server speaks (FEP-ae0c).</summary>
internal enum RelayStyle
{
    /// <summary>It followed the public collection, and takes activities as they are.</summary>
    Mastodon,

    /// <summary>It followed the relay's actor, is followed back, and takes announcements.</summary>
    LitePub,
}

/// <summary>How things stand between the relay and a server.</summary>
internal enum RelayState
{
    /// <summary>It may publish, and gets what others publish.</summary>
    Active,

    /// <summary>It subscribed and may not have anything any more; once it may again, it is active again.</summary>
    Suspended,

    /// <summary>It ended its subscription, or an admin did; it gets nothing but what takes back what it had.</summary>
    Left,

    /// <summary>It asked to subscribe and was refused.</summary>
    Rejected,
}

/// <summary>One server that asked to subscribe to the relay; there is one subscription a host.</summary>
internal sealed class RelaySubscriberRow
{
    public long Id { get; init; }

    /// <summary>Its bit in <see cref="RelayPostRow.Receivers"/>; null if it never was a subscriber. Given once, and never to another.</summary>
    public int? Place { get; set; }

    public required string Host { get; init; }

    /// <summary>The actor that follows.</summary>
    public required string Actor { get; set; }

    /// <summary>The type that the actor's document gives; null if it gives none.</summary>
    public string? ActorType { get; set; }

    /// <summary>Where it wants everything.</summary>
    public required string Inbox { get; set; }

    public required RelayStyle Style { get; set; }

    /// <summary>Its Follow, cut down to id, type, actor and object; what Accept and Reject answer to.</summary>
    public required byte[] Follow { get; set; }

    /// <summary>The Follow's id; what an Undo names.</summary>
    public string? FollowId { get; set; }

    public required RelayState State { get; set; }

    /// <summary>An admin has deliveries wait.</summary>
    public bool Paused { get; set; }

    /// <summary>Why it is suspended or rejected; a code.</summary>
    public string? Code { get; set; }

    /// <summary>Since when its state is what it is; milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Since { get; set; }

    /// <summary>The last post that it got, or that was passed over for it; what is later in the log is still to come.</summary>
    public required long Cursor { get; set; }

    /// <summary>How many deliveries failed one after the other.</summary>
    public int Tries { get; set; }

    /// <summary>When it is tried again after a failure; milliseconds since 1970-01-01T00:00Z.</summary>
    public long DueAt { get; set; }

    /// <summary>Why the last delivery failed; null if it did not.</summary>
    public string? Trouble { get; set; }

    /// <summary>How many posts it got.</summary>
    public long Delivered { get; set; }

    /// <summary>When it got the last one.</summary>
    public long? DeliveredAt { get; set; }

    /// <summary>Grows whenever state, address or pause change, whichever process changes them; progress alone does not change it.</summary>
    public long Version { get; set; }
}
