using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>
/// Reads the log for all subscribers, in pieces, and keeps what was read lately: most are at its end, and those that were away for a day
/// walk through it together. What is kept is bounded by its size.
/// </summary>
internal sealed class RecentPosts(IDbContextFactory<FedFilterContext> contexts, ReceiverSets sets) : IDisposable
{
    private const int PieceLength = 16;
    private const int MostOctets = 16 * 1024 * 1024;

    /// <summary>Something is edited now and then; who edits it more often than that has those of its first edits forgotten.</summary>
    private const int MostEarlier = 64;

    private readonly MemoryCache _pieces = new(new MemoryCacheOptions { SizeLimit = MostOctets });
    private readonly SemaphoreSlim _reading = new(1);
    private long _end;

    /// <summary>The last post there is.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Looks for the end of the log.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        Volatile.Write(ref _end, await context.RelayPosts.MaxAsync(post => (long?)post.Sequence, cancellation) ?? 0);
    }

    /// <summary>The next one; null at the end.</summary>
    public async ValueTask<Post?> AfterAsync(long cursor, CancellationToken cancellation)
    {
        while (cursor < End)
        {
            var number = (cursor + 1) / PieceLength;
            var piece = await PieceAsync(number, cancellation);
            foreach (var post in piece.Posts)
                if (post.Sequence > cursor)
                    return post;
            cursor = piece.Next is { } next ? next - 1 : Last(number);
        }

        return null;
    }

    public void Dispose()
    {
        _pieces.Dispose();
        _reading.Dispose();
    }

    private ValueTask<Piece> PieceAsync(long number, CancellationToken cancellation) =>
        Known(number) is { } known && known.ReadTo >= Math.Min(End, Last(number)) ? new(known) : ReadAsync(number, cancellation);

    private async ValueTask<Piece> ReadAsync(long number, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation); // one after the other, so that what is being read is bounded too
        try
        {
            var (end, last, known) = (End, Last(number), Known(number));
            if (known is not null && known.ReadTo >= Math.Min(end, last))
                return known;
            var from = Math.Max(known?.ReadTo ?? 0, (number * PieceLength) - 1);
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var rows = await context.RelayPosts.AsNoTracking().Where(row => row.Sequence > from && row.Sequence <= last).OrderBy(row => row.Sequence).ToListAsync(cancellation);
            var posts = new List<Post>(known?.Posts ?? []);
            foreach (var row in rows)
                posts.Add(new Post(row, sets.Of(row.Sequence, row.Receivers), await EarlierAsync(context, row, cancellation)));
            var next = posts.Count == 0 && end > last ? await context.RelayPosts.Where(row => row.Sequence > last).MinAsync(row => (long?)row.Sequence, cancellation) : null;
            var piece = new Piece(posts, Math.Min(Math.Max(end, rows.LastOrDefault()?.Sequence ?? 0), last), next);
            _pieces.Set(number, piece, new MemoryCacheEntryOptions { Size = 100 + posts.Sum(post => post.Octets) });
            return piece;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>To whom was sent what a post is about, before it.</summary>
    private async Task<IReadOnlyList<Receivers>> EarlierAsync(FedFilterContext context, RelayPostRow row, CancellationToken cancellation)
    {
        if (row.Object is null || row.Kind is RelayPostKind.Post or RelayPostKind.Move)
            return [];
        var earlier = await context.RelayPosts.AsNoTracking()
            .Where(other => other.Object == row.Object && other.Sequence < row.Sequence && (other.Kind == RelayPostKind.Post || other.Kind == RelayPostKind.Update))
            .OrderBy(other => other.Sequence).Take(MostEarlier).Select(other => new { other.Sequence, other.Receivers }).ToListAsync(cancellation);
        return [.. earlier.Select(other => sets.Of(other.Sequence, other.Receivers))];
    }

    private Piece? Known(long number) => _pieces.Get<Piece>(number);

    private static long Last(long number) => ((number + 1) * PieceLength) - 1;

    /// <summary>A few that stand together.</summary>
    /// <param name="Posts">In order.</param>
    /// <param name="ReadTo">Up to here there are no others.</param>
    /// <param name="Next">Where there are none: the first that stands after.</param>
    private sealed record Piece(IReadOnlyList<Post> Posts, long ReadTo, long? Next);
}
