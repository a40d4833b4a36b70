using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay;

/// <summary>A server that asked to subscribe, and what waits for it.</summary>
/// <param name="Row">The server.</param>
/// <param name="Posts">How many posts of others it may still get: at most, since changes and deletions go only to whom they concern. Of an active server.</param>
/// <param name="Messages">How many of the relay's own messages to it wait.</param>
/// <param name="Oldest">Since when the oldest of these waits; null if nothing does.</param>
internal sealed record SubscriberBacklog(RelaySubscriberRow Row, int Posts, int Messages, DateTimeOffset? Oldest)
{
    public bool Waits => Posts + Messages > 0;

    /// <summary>Of all servers: those that are active first, then by name.</summary>
    public static async Task<IReadOnlyList<SubscriberBacklog>> AllAsync(IDbContextFactory<FedFilterContext> contexts, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // Later in the log than it has come, not older than its subscription, not its own, and not given up.
        var posts =
            from row in context.RelaySubscribers.Where(row => row.State == RelayState.Active)
            from post in context.RelayPosts.Where(post => post.Sequence > row.Cursor && post.TakenAt >= row.Since && post.Publisher != row.Host && post.Body != null)
            group post by row.Id into waiting
            select new { Id = waiting.Key, Count = waiting.Count(), Oldest = waiting.Min(post => post.TakenAt) };
        var messages =
            from message in context.RelayMessages
            group message by message.Subscriber into waiting
            select new { Id = waiting.Key, Count = waiting.Count(), Oldest = waiting.Min(message => message.Since) };
        var postsOf = await posts.ToDictionaryAsync(waiting => waiting.Id, waiting => (waiting.Count, waiting.Oldest), cancellation);
        var messagesOf = await messages.ToDictionaryAsync(waiting => waiting.Id, waiting => (waiting.Count, waiting.Oldest), cancellation);
        var rows = await context.RelaySubscribers.AsNoTracking().OrderBy(row => row.State).ThenBy(row => row.Host).ToListAsync(cancellation);
        return [.. rows.Select(row => Of(row, postsOf.GetValueOrDefault(row.Id, (0, long.MaxValue)), messagesOf.GetValueOrDefault(row.Id, (0, long.MaxValue))))];
    }

    private static SubscriberBacklog Of(RelaySubscriberRow row, (int Count, long Oldest) posts, (int Count, long Oldest) messages) => new(
        row, posts.Count, messages.Count, posts.Count + messages.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(posts.Oldest, messages.Oldest)));
}
