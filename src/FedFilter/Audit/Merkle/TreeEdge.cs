namespace FedFilter.Audit.Merkle;

/// <summary>
/// The right edge of a growing tree: the last tile of each level, which is not full yet. A leaf costs one hash on average, and whatever
/// the tree's size, all that it needs of the tree is here.
/// </summary>
internal sealed class TreeEdge
{
    private readonly List<byte[]> _partial = [];
    private readonly SortedDictionary<(int Level, long Number), byte[]> _changed = [];

    public long Size { get; private set; }

    /// <summary>The edge of a tree that is kept.</summary>
    /// <param name="size">How many leaves it has.</param>
    /// <param name="read">Gives the hashes of a tile.</param>
    public static async Task<TreeEdge> OfAsync(long size, ReadTile read)
    {
        var edge = new TreeEdge { Size = size };
        for (var level = 0; size >> (8 * level) > 0; level++)
        {
            var (tile, width) = (new byte[Tile.FullWidth * TreeHash.Size], Tile.PartialWidth(level, size));
            if (width > 0)
                MerkleTree.Hashes(await read(level, size >> (8 * (level + 1))), level, size >> (8 * (level + 1)), width).CopyTo(tile);
            edge._partial.Add(tile);
        }

        return edge;
    }

    public void Append(ReadOnlySpan<byte> leaf)
    {
        var at = Size++;
        var hash = leaf.ToArray();
        for (var level = 0; ; level++, at >>= 8)
        {
            if (level == _partial.Count)
                _partial.Add(new byte[Tile.FullWidth * TreeHash.Size]);
            var (tile, width) = (_partial[level], (int)(at % Tile.FullWidth) + 1);
            hash.CopyTo(tile.AsSpan((width - 1) * TreeHash.Size));
            _changed[(level, at / Tile.FullWidth)] = tile;
            if (width < Tile.FullWidth)
                return;
            hash = TreeHash.Full(tile);
            _partial[level] = new byte[Tile.FullWidth * TreeHash.Size];
        }
    }

    /// <summary>The tiles that have changed since they were last taken, as they now are.</summary>
    public IReadOnlyList<(Tile Tile, byte[] Hashes)> TakeChanged()
    {
        var changed = new List<(Tile, byte[])>(_changed.Count);
        foreach (var ((level, number), hashes) in _changed)
        {
            var width = number == Size >> (8 * (level + 1)) ? Tile.PartialWidth(level, Size) : Tile.FullWidth;
            changed.Add((new Tile(level, number, width), hashes[..(width * TreeHash.Size)]));
        }

        _changed.Clear();
        return changed;
    }
}
