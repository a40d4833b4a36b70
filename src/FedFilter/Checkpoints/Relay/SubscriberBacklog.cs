using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay;

/// <summary>A server that asked to subscribe, and what waits for it.</summary>
/// <param name="Row">The server.</param>
/// <param name="Posts">How many posts of others are later in the log than the last one that it got; of an active server only, others get none.</param>
/// <param name="Messages">How many of the relay's own messages to it wait.</param>
/// <param name="Oldest">Since when the oldest of these waits; null if nothing does.</param>
internal sealed record SubscriberBacklog(RelaySubscriberRow Row, int Posts, int Messages, DateTimeOffset? Oldest)
{
    public bool Waits => Posts + Messages > 0;

    /// <summary>Of all servers: those that are active first, then by name.</summary>
    public static async Task<IReadOnlyList<SubscriberBacklog>> AllAsync(IDbContextFactory<FedFilterContext> contexts, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = await context.RelaySubscribers.AsNoTracking().OrderBy(row => row.State).ThenBy(row => row.Host).Select(row => new
        {
            Row = row,
            Posts = context.RelayPosts.Count(post => row.State == RelayState.Active && post.Sequence > row.Cursor && post.Publisher != row.Host),
            Post = context.RelayPosts.Where(post => row.State == RelayState.Active && post.Sequence > row.Cursor && post.Publisher != row.Host)
                .OrderBy(post => post.Sequence).Select(post => (long?)post.TakenAt).FirstOrDefault(),
            Messages = context.RelayMessages.Count(message => message.Subscriber == row.Id),
            Message = context.RelayMessages.Where(message => message.Subscriber == row.Id).Min(message => (long?)message.Since),
        }).ToListAsync(cancellation);
        return [.. found.Select(one => new SubscriberBacklog(one.Row, one.Posts, one.Messages, Earlier(one.Post, one.Message)))];
    }

    private static DateTimeOffset? Earlier(long? one, long? other) =>
        new[] { one, other }.Min() is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null; // Min leaves out what is null
}
