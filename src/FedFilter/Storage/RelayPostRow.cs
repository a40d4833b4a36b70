namespace FedFilter.Storage;

/// <summary>What becomes of what was published.</summary>
internal enum RelayPostKind
{
    /// <summary>Something new.</summary>
    Post,

    /// <summary>Goes to those who had the object, and may still have it.</summary>
    Update,

    /// <summary>Goes to everyone who had the object.</summary>
    Delete,

    /// <summary>An account moves; goes to everyone who may have it.</summary>
    Move,
}

/// <summary>One entry of the relay's log; subscribers are at different places in it.</summary>
internal sealed class RelayPostRow
{
    /// <summary>Its place in the log.</summary>
    public long Sequence { get; init; }

    /// <summary>What makes it the same as another: the object's id for something new, the activity's id for all else. Nothing is taken twice.</summary>
    public required string Key { get; init; }

    public required RelayPostKind Kind { get; init; }

    /// <summary>The host that published it.</summary>
    public required string Publisher { get; init; }

    /// <summary>The id of what it is about.</summary>
    public string? Object { get; init; }

    /// <summary>The activity as it was sent; of an Announce, with the object that was fetched embedded in it. Null once nobody waits for it.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Whether <see cref="Body"/> can be passed on as it is: it proves by itself whose it is. If not, its object is announced.</summary>
    public required bool IsProven { get; init; }

    /// <summary>Who got it: one bit for each <see cref="RelaySubscriberRow.Place"/>, the lowest bit of each octet first.</summary>
    public byte[] Receivers { get; set; } = [];

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long TakenAt { get; init; }
}
