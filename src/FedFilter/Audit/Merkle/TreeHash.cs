using System.Security.Cryptography;

namespace FedFilter.Audit.Merkle;

/// <summary>The hashes of a Merkle tree (RFC 6962, section 2.1): SHA-256, with leaves and nodes told apart by their first octet.</summary>
internal static class TreeHash
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + 2 * Size];
        both[0] = 0x01;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Size)..]);
        return SHA256.HashData(both);
    }

    /// <summary>The root of a full tree, whose leaves' hashes stand one after the other.</summary>
    /// <param name="hashes">A power of two of them.</param>
    public static byte[] Full(ReadOnlySpan<byte> hashes)
    {
        var row = hashes.ToArray();
        Span<byte> both = stackalloc byte[1 + 2 * Size];
        both[0] = 0x01;
        for (var width = row.Length / Size; width > 1; width /= 2)
            for (var i = 0; i < width / 2; i++)
            {
                row.AsSpan(2 * i * Size, 2 * Size).CopyTo(both[1..]);
                SHA256.HashData(both, row.AsSpan(i * Size, Size));
            }

        return row[..Size];
    }
}
