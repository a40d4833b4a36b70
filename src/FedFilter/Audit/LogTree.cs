using FedFilter.Audit.Merkle;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>Reads the tree as it is on disk. It only grows to the right, so what is read of it stays true.</summary>
internal sealed class LogTree(IDbContextFactory<FedFilterContext> contexts)
{
    /// <summary>For one proof or root: it remembers the tiles it reads.</summary>
    public MerkleTree Open() => new(TileAsync);

    public async Task<long> SizeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var last = await context.AuditTiles.Where(tile => tile.Level == 0).OrderByDescending(tile => tile.Number).AsNoTracking().FirstOrDefaultAsync(cancellation);
        return last is null ? 0 : last.Number * Tile.FullWidth + last.Hashes.Length / TreeHash.Size;
    }

    /// <summary>All hashes that the tile has by now.</summary>
    public async Task<byte[]?> TileAsync(int level, long number)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.AuditTiles.Where(tile => tile.Level == level && tile.Number == number).Select(tile => tile.Hashes).SingleOrDefaultAsync();
    }
}
