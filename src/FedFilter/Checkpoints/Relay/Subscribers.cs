using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// The servers that asked to subscribe, on disk; the commands change them from a process of their own. What is said to a server about a
/// change is on disk together with it.
/// </summary>
internal sealed class Subscribers(IDbContextFactory<FedFilterContext> contexts, TimeProvider time)
{
    /// <summary>Strangers can ask as often as there are names. Of those that were rejected, this many are remembered.</summary>
    public const int MostRejected = 1000;

    public async Task<RelaySubscriberRow?> FindAsync(string host, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelaySubscribers.AsNoTracking().FirstOrDefaultAsync(row => row.Host == host, cancellation);
    }

    public async Task<RelaySubscriberRow?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelaySubscribers.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
    }

    public async Task<IReadOnlyList<RelaySubscriberRow>> AllAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelaySubscribers.AsNoTracking().OrderBy(row => row.Host).ToListAsync(cancellation);
    }

    /// <summary>How many take part; with a style, of those that speak it.</summary>
    public async Task<int> CountAsync(RelayStyle? style, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelaySubscribers.CountAsync(row => row.State == RelayState.Active && (style == null || row.Style == style), cancellation);
    }

    /// <summary>Those that changed since a version was the latest.</summary>
    public async Task<IReadOnlyList<RelaySubscriberRow>> ChangedSinceAsync(long version, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelaySubscribers.AsNoTracking().Where(row => row.Version > version).OrderBy(row => row.Version).ToListAsync(cancellation);
    }

    /// <summary>A server asked; it is taken or rejected, in place of what was between us before, and gets what comes from now on.</summary>
    /// <param name="asked">What it asked for.</param>
    /// <param name="state">Active or rejected; suspended if it was and stays so.</param>
    /// <param name="code">Why it is not active.</param>
    /// <param name="messages">What it is told, in order.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task AskedAsync(Subscription asked, RelayState state, string? code, IEnumerable<byte[]> messages, CancellationToken cancellation) => ChangeAsync(
        asked.Host,
        async context =>
        {
            var end = await context.RelayPosts.MaxAsync(post => (long?)post.Sequence, cancellation) ?? 0;
            var row = await context.RelaySubscribers.FirstOrDefaultAsync(row => row.Host == asked.Host, cancellation);
            if (row is null)
                context.Add(row = new RelaySubscriberRow
                {
                    Host = asked.Host,
                    Actor = "",
                    Inbox = "",
                    Style = asked.Style,
                    Follow = [],
                    State = RelayState.Rejected,
                    Since = 0,
                    Cursor = 0,
                });
            if (row.Place is null) // else it may be owed deletions of what it had
                row.Cursor = end;
            (row.Actor, row.ActorType, row.Inbox, row.Style, row.Follow, row.FollowId) = (asked.Actor, asked.ActorType, asked.Inbox, asked.Style, asked.Follow, asked.FollowId);
            Turn(row, state, code);
            if (state == RelayState.Active)
                row.Place ??= 1 + (await context.RelaySubscribers.MaxAsync(other => other.Place, cancellation) ?? -1); // nobody else writes within this transaction
            (row.Tries, row.DueAt, row.Trouble) = (0, 0, null);
        },
        messages,
        cancellation);

    /// <summary>Its state changes, and it is told.</summary>
    /// <returns>False if there is no such server.</returns>
    public Task<bool> TurnAsync(string host, RelayState state, string? code, IEnumerable<byte[]> messages, CancellationToken cancellation) =>
        TurnAsync(host, null, state, code, messages, cancellation);

    /// <summary>The same, unless something else became of it since that was decided: an admin may have ended its subscription, or it has itself.</summary>
    /// <returns>False if there is no such server in that state.</returns>
    public Task<bool> TurnAsync(string host, RelayState? from, RelayState state, string? code, IEnumerable<byte[]> messages, CancellationToken cancellation) => ChangeAsync(
        host,
        async context =>
        {
            if (await context.RelaySubscribers.FirstOrDefaultAsync(row => row.Host == host && (from == null || row.State == from), cancellation) is { } row)
                Turn(row, state, code);
        },
        messages,
        cancellation);

    /// <summary>Deliveries to it wait, or go on.</summary>
    /// <returns>False if there is no such server.</returns>
    public Task<bool> PauseAsync(string host, bool paused, CancellationToken cancellation) => ChangeAsync(
        host,
        async context =>
        {
            if (await context.RelaySubscribers.FirstOrDefaultAsync(row => row.Host == host, cancellation) is { } row)
                row.Paused = paused;
        },
        [],
        cancellation);

    private async Task<bool> ChangeAsync(string host, Func<FedFilterContext, Task> change, IEnumerable<byte[]> messages, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await change(context);
        if (context.ChangeTracker.Entries<RelaySubscriberRow>().Select(entry => entry.Entity).FirstOrDefault(row => row.Host == host) is not { } row)
            return false;
        row.Version = 1 + (await context.RelaySubscribers.MaxAsync(other => (long?)other.Version, cancellation) ?? 0);
        await context.SaveChangesAsync(cancellation);
        foreach (var body in messages)
            context.RelayMessages.Add(new RelayMessageRow { Subscriber = row.Id, Body = body, Since = Now() });
        await context.SaveChangesAsync(cancellation);
        if (row.State == RelayState.Rejected)
            await ForgetOldestRejectedAsync(context, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Nothing that was published before it became active is for it; who asks again has been active all the time.</summary>
    private void Turn(RelaySubscriberRow row, RelayState state, string? code)
    {
        if (row.State != state || row.Since == 0)
            row.Since = Now();
        (row.State, row.Code) = (state, code);
    }

    private static async Task ForgetOldestRejectedAsync(FedFilterContext context, CancellationToken cancellation)
    {
        // Not those that took part once: they have a place, and may have posts that are taken back later.
        var tooMany = await context.RelaySubscribers.Where(row => row.State == RelayState.Rejected && row.Place == null).OrderByDescending(row => row.Since).Skip(MostRejected)
            .Select(row => row.Id).ToListAsync(cancellation);
        await context.RelayMessages.Where(message => tooMany.Contains(message.Subscriber)).ExecuteDeleteAsync(cancellation);
        await context.RelaySubscribers.Where(row => tooMany.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
