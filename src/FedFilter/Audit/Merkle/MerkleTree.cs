namespace FedFilter.Audit.Merkle;

/// <summary>Gives the hashes of a tile, as many as are kept; null if there is none.</summary>
internal delegate Task<byte[]?> ReadTile(int level, long number);

/// <summary>A tile is missing, or shorter than the tree's size asks for.</summary>
internal sealed class TreeFaultException(int level, long number) : Exception($"tile {level}/{number} of the tree is missing or incomplete")
{
    /// <summary>The position of the first entry below the tile.</summary>
    public long First { get; } = number << (8 * (level + 1));
}

/// <summary>
/// Roots and proofs of a tree that is kept as tiles, of any size up to the present one (RFC 6962, sections 2.1.1 and 2.1.2, recursions and
/// names as there). A proof reads few tiles, and each only once.
/// </summary>
internal sealed class MerkleTree(ReadTile read)
{
    private readonly Dictionary<(int Level, long Number), byte[]?> _read = [];

    /// <summary>MTH(D[size]).</summary>
    /// <exception cref="TreeFaultException"/>
    public async Task<byte[]> RootAsync(long size) => size == 0 ? TreeHash.Empty : await HashAsync(0, size);

    /// <summary>PATH(index, D[size]): from the leaf's sibling up.</summary>
    /// <exception cref="TreeFaultException"/>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            path.Add(index < middle ? await HashAsync(middle, end) : await HashAsync(start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>PROOF(older, D[size]); empty if they are the same, or the older one is empty.</summary>
    /// <exception cref="TreeFaultException"/>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long older, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, size);
        var proof = new List<byte[]>();
        if (older == 0)
            return proof;
        var (start, end, known) = (0L, size, true);
        while (older < end)
        {
            var middle = start + Split(end - start);
            if (older <= middle)
            {
                proof.Add(await HashAsync(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(await HashAsync(start, middle));
                (start, known) = (middle, false);
            }
        }

        if (!known)
            proof.Add(await HashAsync(start, end));
        proof.Reverse();
        return proof;
    }

    /// <summary>The first hashes of a tile.</summary>
    /// <exception cref="TreeFaultException">It has not so many.</exception>
    public static ReadOnlySpan<byte> Hashes(byte[]? tile, int level, long number, int width) =>
        tile?.Length >= width * TreeHash.Size ? tile.AsSpan(0, width * TreeHash.Size) : throw new TreeFaultException(level, number);

    /// <summary>MTH(D[start:end]).</summary>
    private async Task<byte[]> HashAsync(long start, long end)
    {
        var size = end - start;
        if (long.IsPow2(size))
            return await FullAsync(long.TrailingZeroCount(size), start / size);
        var middle = start + Split(size);
        var (left, right) = (await HashAsync(start, middle), await HashAsync(middle, end));
        return TreeHash.Node(left, right);
    }

    /// <summary>A full tree of 2^height leaves, the index-th of that height: one hash of a tile, or some side by side.</summary>
    private async Task<byte[]> FullAsync(long height, long index)
    {
        var (level, width) = ((int)(height / 8), 1 << (int)(height % 8));
        var (number, offset) = (index * width / Tile.FullWidth, (int)(index * width % Tile.FullWidth));
        if (!_read.TryGetValue((level, number), out var tile))
            _read[(level, number)] = tile = await read(level, number);
        return Full(tile, level, number, offset, width);
    }

    private static byte[] Full(byte[]? tile, int level, long number, int offset, int width) =>
        TreeHash.Full(Hashes(tile, level, number, offset + width)[(offset * TreeHash.Size)..]);

    /// <summary>The largest power of two that is smaller.</summary>
    private static long Split(long size) => 1L << (63 - (int)long.LeadingZeroCount(size - 1));
}
