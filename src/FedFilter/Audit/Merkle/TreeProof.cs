namespace FedFilter.Audit.Merkle;

/// <summary>Checks proofs against roots, as RFC 9162 spells it out; the hashes are those of RFC 6962.</summary>
internal static class TreeProof
{
    // No tree has more levels, so no honest proof is longer.
    private const int MaxLength = 64;

    /// <summary>Whether a leaf stands at this place in the tree (RFC 9162, section 2.1.3.2).</summary>
    public static bool Includes(long index, long size, ReadOnlySpan<byte> leaf, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || !AreHashes(path))
            return false;
        var (at, last, hash) = (index, size - 1, leaf.ToArray());
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if ((at & 1) == 1 || at == last)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the larger tree begins with the smaller one (RFC 9162, section 2.1.4.2).</summary>
    public static bool Continues(long older, ReadOnlySpan<byte> olderRoot, long size, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> proof)
    {
        if (older < 0 || older > size || !AreHashes(proof))
            return false;
        if (older == size)
            return proof.Count == 0 && olderRoot.SequenceEqual(root);
        if (older == 0)
            return proof.Count == 0 && olderRoot.SequenceEqual(TreeHash.Empty);

        var (at, last) = (older - 1, size - 1);
        while ((at & 1) == 1)
            (at, last) = (at >> 1, last >> 1);
        var next = 0;
        var first = long.IsPow2(older) ? olderRoot.ToArray() : proof.Count > next ? proof[next++] : null;
        if (first is null)
            return false;
        var (olderHash, hash) = (first, first);
        for (; next < proof.Count; next++, at >>= 1, last >>= 1)
        {
            if (last == 0)
                return false;
            if ((at & 1) == 1 || at == last)
            {
                olderHash = TreeHash.Node(proof[next], olderHash);
                hash = TreeHash.Node(proof[next], hash);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = TreeHash.Node(hash, proof[next]);
            }
        }

        return last == 0 && olderRoot.SequenceEqual(olderHash) && root.SequenceEqual(hash);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> hashes) => hashes.Count <= MaxLength && hashes.All(hash => hash.Length == TreeHash.Size);
}
