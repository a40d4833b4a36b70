using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay;

/// <summary>The bytes of posts that are kept because a subscriber has not received them yet.</summary>
internal sealed class RelayBacklog(IDbContextFactory<FedFilterContext> contexts) : IDisposable
{
    private readonly SemaphoreSlim _counting = new(1, 1);
    private long _bytes = -1;

    /// <summary>The sum; counted in the store the first time.</summary>
    public async ValueTask<long> BytesAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _bytes) < 0)
            await CountAsync(0, cancellation);
        return Volatile.Read(ref _bytes);
    }

    /// <summary>Adds a post that was appended.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Counts anew, after posts were dropped.</summary>
    /// <param name="without">Up to here no post has a body.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task CountAsync(long without, CancellationToken cancellation)
    {
        await _counting.WaitAsync(cancellation);
        try
        {
            var before = Volatile.Read(ref _bytes);
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var counted = await context.RelayPosts.Where(post => post.Sequence > without && post.Body != null).SumAsync(post => (long)post.Body!.Length, cancellation);

            // A post added during the query may be in the sum already; the next count corrects that.
            Interlocked.Add(ref _bytes, counted - before);
        }
        finally
        {
            _counting.Release();
        }
    }

    public void Dispose() => _counting.Dispose();
}
