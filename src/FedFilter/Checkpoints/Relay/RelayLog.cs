using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What was published, in order; on disk before the publisher is told that it was taken.</summary>
internal sealed class RelayLog(IDbContextFactory<FedFilterContext> contexts)
{
    /// <returns>False if it was taken before.</returns>
    public async Task<bool> AppendAsync(RelayPostRow post, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await context.RelayPosts.AnyAsync(row => row.Key == post.Key, cancellation)) // nobody else writes within this transaction
            return false;
        context.Add(post);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Whether something was taken already, under this <see cref="RelayPostRow.Key"/>.</summary>
    public async Task<bool> HasAsync(string key, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelayPosts.AnyAsync(post => post.Key == key, cancellation);
    }

    /// <summary>Whether a host published something that is named so, or with an actor's id, anything at all.</summary>
    public async Task<bool> HoldsAsync(string publisher, string id, bool isActor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelayPosts.AnyAsync(post => post.Publisher == publisher && (isActor || post.Object == id), cancellation);
    }

    /// <summary>How many entries there ever were.</summary>
    public async Task<long> LengthAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RelayPosts.MaxAsync(post => (long?)post.Sequence, cancellation) ?? 0;
    }
}
