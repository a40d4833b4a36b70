namespace FedFilter.Storage;

/// <summary>What the relay itself has to say to a server: Accept, Reject, Follow, Undo. Sent before posts, in order.</summary>
internal sealed class RelayMessageRow
{
    public long Id { get; init; }

    /// <summary>To whom; <see cref="RelaySubscriberRow.Id"/>.</summary>
    public required long Subscriber { get; init; }

    /// <summary>The activity.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long Since { get; init; }
}
