using CsCheck;
using FedFilter.Audit.Merkle;

namespace FedFilter.Tests.Audit.Merkle;

/// <summary>Paths of tiles: the examples of C2SP tlog-tiles and of Go's sumdb.</summary>
public sealed class TileTests
{
    [Theory]
    [InlineData("tile/0/001", 0, 1, 256)]
    [InlineData("tile/0/001.p/5", 0, 1, 5)]
    [InlineData("tile/5/x123/x456/078.p/2", 5, 123456078, 2)]
    [InlineData("tile/0/x003/x057/500", 0, 3057500, 256)]
    [InlineData("tile/63/x001/x234/067", 63, 1234067, 256)]
    public void a_path_names_a_tile(string path, int level, long number, int width)
    {
        Assert.True(Tile.TryParse(path, out var tile));
        Assert.Equal((level, number, width), (tile.Level, tile.Number, tile.Width));
        Assert.Equal(path, tile.Path);
    }

    [Theory]
    [InlineData("tile/5/123/456/078")]
    [InlineData("tile/-1/123/456/078")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/1")]
    [InlineData("tile/00/001")]
    [InlineData("tile/64/001")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/05")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001/")]
    [InlineData("tile/0/001\n")]
    [InlineData("tile/0/٠٠١")]
    [InlineData("tile/entries/001")]
    public void any_other_spelling_names_none(string path) => Assert.False(Tile.TryParse(path, out _));

    [Fact]
    public void a_tile_and_its_path_are_the_same() =>
        Gen.Select(Gen.Int[0, 63], Gen.Long[0, 999_999_999_999], Gen.Int[1, 256]).Sample((level, number, width) =>
            Tile.TryParse(new Tile(level, number, width).Path, out var tile) && tile == new Tile(level, number, width));

    [Fact]
    public void anything_is_read_without_a_throw() => Gen.String[Gen.Char["tile/0123456789x.p\n"], 0, 40].Sample(text => Tile.TryParse(text, out var tile) is false || tile.Path == text);
}
