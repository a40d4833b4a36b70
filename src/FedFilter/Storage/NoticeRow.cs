namespace FedFilter.Storage;

/// <summary>What has become of a notice.</summary>
internal enum NoticeState
{
    /// <summary>It is to be sent, or sent again.</summary>
    Waiting,

    /// <summary>The webhook took it.</summary>
    Delivered,

    /// <summary>The webhook said that it does not want it.</summary>
    Refused,

    /// <summary>Nobody took it for a day.</summary>
    Expired,

    /// <summary>Too many waited.</summary>
    Dropped,
}

/// <summary>One notice for one webhook; kept a while after it has ended, so that nothing is told twice.</summary>
internal sealed class NoticeRow
{
    public long Id { get; init; }

    /// <summary>The notice's own id, the same for every webhook.</summary>
    public required string Notice { get; init; }

    /// <summary>The webhook's URL, as it is configured.</summary>
    public required string Webhook { get; init; }

    /// <summary>JSON; null once it has ended.</summary>
    public string? Body { get; set; }

    public NoticeState State { get; set; }

    /// <summary>Since when it waits; milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Since { get; init; }

    /// <summary>When it is to be sent next; likewise.</summary>
    public required long DueAt { get; set; }

    public int Tries { get; set; }

    /// <summary>Why it was not taken when it was last sent. Null if it was, or was not sent yet.</summary>
    public string? Trouble { get; set; }

    /// <summary>When it was last sent, or ended.</summary>
    public long? TriedAt { get; set; }
}
