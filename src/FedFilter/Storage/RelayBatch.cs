namespace FedFilter.Storage;

/// <summary>How far the relay has come with its subscribers, written together.</summary>
internal sealed class RelayBatch(FedFilterContext context) : StoreBatch(context)
{
    /// <summary>Nobody goes back in the log: who asked anew meanwhile stands where that put it.</summary>
    public void Put(long subscriber, long cursor, int tries, long dueAt, string? trouble, long delivered, long? deliveredAt) => Run(
        "UPDATE relay_subscribers SET Cursor = max(Cursor, $1), Tries = $2, DueAt = $3, Trouble = $4, Delivered = $5, DeliveredAt = $6 WHERE Id = $0",
        subscriber, cursor, tries, dueAt, trouble, delivered, deliveredAt);

    public void PutReceivers(long post, byte[] receivers) => Run("UPDATE relay_posts SET Receivers = $1 WHERE Sequence = $0", post, receivers);

    public void RemoveMessage(long message) => Run("DELETE FROM relay_messages WHERE Id = $0", message);
}
