using System.Text;
using FedFilter.Audit;
using FedFilter.Audit.Merkle;

namespace FedFilter.Admin;

/// <summary>
/// <c>/fedfilter/audit/</c>: the log's signed head and the hashes of its tree (C2SP tlog-tiles), for outsiders who hold it to what it once
/// said. The entries themselves are not public, and hashes only as far as the signed head covers them.
/// </summary>
internal sealed class AuditPages(HeadSigner heads, LogTree tree)
{
    public const string Prefix = "/fedfilter/audit/";

    // The head changes each second at most; a tile, under a name with its width, never does.
    private const string Briefly = "public, max-age=1";
    private const string Forever = "public, max-age=31536000, immutable";

    internal sealed record Resource(string Type, string Caching, byte[] Body);

    public async Task<Resource?> FindAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (heads.Last is not { } last)
            return null;
        if (path == "checkpoint")
            return new Resource("text/plain; charset=utf-8", Briefly, Encoding.UTF8.GetBytes(last.Note.ToString()));
        if (!Tile.TryParse(path, out var tile) || !tile.IsIn(last.Head.Size))
            return null;
        var octets = tile.Width * TreeHash.Size;
        return await tree.TileAsync(tile.Level, tile.Number) is { } hashes && hashes.Length >= octets ? new Resource("application/octet-stream", Forever, hashes[..octets]) : null;
    }
}
