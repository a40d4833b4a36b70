using FedFilter.Audit.Merkle;

namespace FedFilter.Tests.Audit.Merkle;

/// <summary>A tree whose tiles are kept in memory, and beside it the RFC's definition of its hashes, word for word.</summary>
internal sealed class MemoryTree
{
    private readonly Dictionary<(int, long), byte[]> _tiles = [];
    private readonly List<byte[]> _leaves = [];
    private readonly TreeEdge _edge = new();

    public long Size => _edge.Size;

    public MerkleTree Tree => new(ReadAsync);

    public IReadOnlyList<byte[]> Leaves => _leaves;

    public static MemoryTree Of(int size)
    {
        var tree = new MemoryTree();
        for (var i = 0; i < size; i++)
            tree.Append(BitConverter.GetBytes(i));
        return tree;
    }

    public void Append(byte[] entry)
    {
        var leaf = TreeHash.Leaf(entry);
        _leaves.Add(leaf);
        _edge.Append(leaf);
        foreach (var (tile, hashes) in _edge.TakeChanged())
            _tiles[(tile.Level, tile.Number)] = hashes;
    }

    public Task<byte[]?> ReadAsync(int level, long number) => Task.FromResult(_tiles.GetValueOrDefault((level, number)));

    public IEnumerable<Tile> Tiles() => _tiles.Select(pair => new Tile(pair.Key.Item1, pair.Key.Item2, pair.Value.Length / TreeHash.Size));

    /// <summary>MTH of RFC 6962, section 2.1.</summary>
    public byte[] Definition(int start, int end)
    {
        if (start == end)
            return TreeHash.Empty;
        if (end - start == 1)
            return _leaves[start];
        var k = 1;
        while (2 * k < end - start)
            k *= 2;
        return TreeHash.Node(Definition(start, start + k), Definition(start + k, end));
    }
}
