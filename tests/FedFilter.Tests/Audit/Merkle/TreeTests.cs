using CsCheck;
using FedFilter.Audit.Merkle;

namespace FedFilter.Tests.Audit.Merkle;

/// <summary>The tree of RFC 6962: the values that Certificate Transparency's implementations test themselves with, and its properties.</summary>
public sealed class TreeTests
{
    private static readonly string[] Entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void leaves_and_nodes_have_the_published_hashes()
    {
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(TreeHash.Leaf([])));
        Assert.Equal("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56", Convert.ToHexStringLower(TreeHash.Leaf("L123456"u8)));
        Assert.Equal("TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=", Convert.ToBase64String(TreeHash.Leaf("hello world"u8)));
    }

    [Fact]
    public async Task the_trees_of_certificate_transparency_have_their_roots_at_each_size()
    {
        var tree = Published();
        for (var size = 0; size < Roots.Length; size++)
            Assert.Equal(Roots[size], Convert.ToHexStringLower(await tree.Tree.RootAsync(size)));
    }

    [Theory]
    [InlineData(0, 8, "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")]
    [InlineData(5, 8, "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms= yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    [InlineData(2, 3, "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=")]
    [InlineData(1, 5, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")]
    public async Task inclusion_is_proven_by_the_published_paths(long index, long size, string path)
    {
        var tree = Published();

        var found = await tree.Tree.InclusionAsync(index, size);

        Assert.Equal(path, string.Join(' ', found.Select(Convert.ToBase64String)));
        Assert.True(TreeProof.Includes(index, size, tree.Leaves[(int)index], found, Convert.FromHexString(Roots[size])));
    }

    [Theory]
    [InlineData(1, 8, "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")]
    [InlineData(6, 8, "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o= yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    [InlineData(2, 5, "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")]
    [InlineData(6, 7, "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o= sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")]
    public async Task growth_is_proven_by_the_published_proofs(long older, long size, string proof)
    {
        var found = await Published().Tree.ConsistencyAsync(older, size);

        Assert.Equal(proof, string.Join(' ', found.Select(Convert.ToBase64String)));
        Assert.True(TreeProof.Continues(older, Convert.FromHexString(Roots[older]), size, Convert.FromHexString(Roots[size]), found));
    }

    [Fact]
    public async Task the_root_is_the_one_of_the_definition_at_each_size_across_tiles()
    {
        var tree = MemoryTree.Of(2 * 256 + 70);
        foreach (var size in Enumerable.Range(0, (int)tree.Size + 1))
            Assert.Equal(tree.Definition(0, size), await tree.Tree.RootAsync(size));
    }

    [Fact]
    public async Task an_edge_that_is_loaded_again_goes_on_as_if_it_had_not_been()
    {
        foreach (var size in (int[])[1, 255, 256, 257, 511, 65_536, 65_537, 70_000])
        {
            var tree = MemoryTree.Of(size);
            var loaded = await TreeEdge.OfAsync(size, tree.ReadAsync);
            loaded.Append(TreeHash.Leaf("next"u8));
            tree.Append("next"u8.ToArray());

            foreach (var (tile, hashes) in loaded.TakeChanged())
                Assert.Equal(hashes, await tree.ReadAsync(tile.Level, tile.Number));
        }
    }

    [Fact]
    public async Task a_tree_of_70000_has_the_tiles_of_the_specifications_example()
    {
        var tree = MemoryTree.Of(70_000);
        var tiles = tree.Tiles().ToArray();

        Assert.Equal((273, 1, 2), (tiles.Count(tile => tile is { Level: 0, Width: 256 }), tiles.Count(tile => tile is { Level: 1, Width: 256 }), tiles.Max(tile => tile.Level)));
        Assert.Equal([(0, 112), (1, 17), (2, 1)], tiles.Where(tile => tile.Width < 256).OrderBy(tile => tile.Level).Select(tile => (tile.Level, tile.Width)));
        Assert.Equal(tree.Definition(0, 70_000), await tree.Tree.RootAsync(70_000));
    }

    [Fact]
    public async Task a_missing_or_short_tile_is_named_with_the_first_entry_below_it()
    {
        var tree = MemoryTree.Of(600);

        var fault = await Assert.ThrowsAsync<TreeFaultException>(() => new MerkleTree(async (level, number) => (level, number) == (0, 2) ? (await tree.ReadAsync(0, 2))![..^32] : await tree.ReadAsync(level, number)).RootAsync(600));

        Assert.Equal(512, fault.First);
    }

    [Fact]
    public void every_leaf_is_proven_and_nothing_else_is()
    {
        var tree = MemoryTree.Of(700);
        Gen.Select(Gen.Int[1, 700], Gen.Int[0, 699], Gen.Int[0, 20], Gen.Byte, Gen.Int[0, 31]).Where((size, index, _, _, _) => index < size).Sample(
            (size, index, at, flip, octet) =>
            {
                var (path, root, leaf) = (tree.Tree.InclusionAsync(index, size).Result(), tree.Tree.RootAsync(size).Result(), tree.Leaves[index]);
                Assert.True(TreeProof.Includes(index, size, leaf, path, root));
                Assert.False(TreeProof.Includes(index, size, tree.Leaves[(index + 1) % 700], path, root));
                Assert.False(TreeProof.Includes(index + 1, size, leaf, path, root));
                Assert.False(TreeProof.Includes(index, size, leaf, [.. path, leaf], root));
                if (path.Count == 0)
                    return;
                Assert.False(TreeProof.Includes(index, size, leaf, [.. path.Skip(1)], root));
                if (flip != 0)
                    Assert.False(TreeProof.Includes(index, size, leaf, Flipped(path, at % path.Count, octet, flip), root));
            });
    }

    [Fact]
    public void every_growth_is_proven_and_nothing_else_is()
    {
        var tree = MemoryTree.Of(700);
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 700], Gen.Int[0, 20], Gen.Byte, Gen.Int[0, 31]).Where((older, size, _, _, _) => older <= size).Sample(
            (older, size, at, flip, octet) =>
            {
                var (proof, from, to) = (tree.Tree.ConsistencyAsync(older, size).Result(), tree.Tree.RootAsync(older).Result(), tree.Tree.RootAsync(size).Result());
                Assert.True(TreeProof.Continues(older, from, size, to, proof));
                Assert.False(TreeProof.Continues(older, TreeHash.Leaf("other"u8), size, to, proof));
                Assert.False(TreeProof.Continues(older, from, size, TreeHash.Leaf("other"u8), proof) && older > 0);
                Assert.False(TreeProof.Continues(older, from, size, to, [.. proof, from]));
                if (proof.Count == 0)
                    return;
                Assert.False(TreeProof.Continues(older, from, size, to, [.. proof.SkipLast(1)]));
                if (flip != 0)
                    Assert.False(TreeProof.Continues(older, from, size, to, Flipped(proof, at % proof.Count, octet, flip)));
            });
    }

    private static MemoryTree Published()
    {
        var tree = new MemoryTree();
        foreach (var entry in Entries)
            tree.Append(Convert.FromHexString(entry));
        return tree;
    }

    private static byte[][] Flipped(IReadOnlyList<byte[]> proof, int at, int octet, byte flip)
    {
        var copy = proof.Select(hash => hash.ToArray()).ToArray();
        copy[at][octet] ^= flip;
        return copy;
    }
}

file static class Done
{
    /// <summary>Tiles in memory are there at once.</summary>
    public static T Result<T>(this Task<T> task) => task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("It waits.");
}
