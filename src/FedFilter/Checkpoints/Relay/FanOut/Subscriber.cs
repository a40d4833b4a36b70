using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>What is kept in memory of a subscriber, beside how far it has come.</summary>
internal sealed record Subscriber(long Id, int? Place, string Host, byte[] Follow, string? ActorType, string Inbox, RelayStyle Style, RelayState State, bool IsPaused, long Since)
{
    public static Subscriber Of(RelaySubscriberRow row) =>
        new(row.Id, row.Place, row.Host, row.Follow, row.ActorType, row.Inbox, row.Style, row.State, row.Paused, row.Since);

    /// <summary>Whether it gets posts, or did: then it still gets what takes them back.</summary>
    public bool IsInLog => Place is not null;
}
