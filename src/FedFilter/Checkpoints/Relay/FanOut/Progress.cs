using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>How far a subscriber has come, and how it went.</summary>
/// <param name="Cursor">The last post that it got, or that was passed over for it.</param>
/// <param name="Tries">How many deliveries failed one after the other.</param>
/// <param name="DueAt">When it is tried again; milliseconds since 1970-01-01T00:00Z, 0 if nothing is waited for.</param>
/// <param name="Trouble">Why the last delivery failed; null if it did not.</param>
/// <param name="Delivered">How many posts it got.</param>
/// <param name="DeliveredAt">When it got the last one.</param>
internal sealed record Progress(long Cursor, int Tries, long DueAt, string? Trouble, long Delivered, long? DeliveredAt)
{
    public static Progress Of(RelaySubscriberRow row) => new(row.Cursor, row.Tries, row.DueAt, row.Trouble, row.Delivered, row.DeliveredAt);

    /// <summary>Another process, or the subscriber itself, may have moved it on; nobody moves it back. A new Follow makes failures forgotten.</summary>
    public Progress With(Progress stored) => (stored.Tries == 0 ? this with { Tries = 0, DueAt = 0, Trouble = null } : this) with { Cursor = Math.Max(Cursor, stored.Cursor) };

    public Progress Taken(long post, long now) => new(post, 0, 0, null, Delivered + 1, now);

    public Progress PassedOver(long post) => this with { Cursor = post };

    /// <summary>It does not want this one; it answered, so the next is sent at once.</summary>
    public Progress Refused(long post, string why) => new(post, 0, 0, why, Delivered, DeliveredAt);

    /// <summary>A message of the protocol arrived, or was not wanted.</summary>
    public Progress Answered(string? why) => this with { Tries = 0, DueAt = 0, Trouble = why };

    public Progress Failed(string why, long dueAt) => this with { Tries = Tries + 1, DueAt = dueAt, Trouble = why };

    public Progress Held(long until) => this with { DueAt = until };
}
