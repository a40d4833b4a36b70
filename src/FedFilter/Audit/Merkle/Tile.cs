using System.Globalization;
using System.Text.RegularExpressions;

namespace FedFilter.Audit.Merkle;

/// <summary>
/// A piece of the tree as it is kept and published (C2SP tlog-tiles): up to 256 hashes of one level side by side. At level 0 they are the
/// leaves'; each at a higher level is the root of a full tile one level below.
/// </summary>
internal readonly partial record struct Tile(int Level, long Number, int Width)
{
    public const int FullWidth = 256;

    /// <summary>Below the log's address, such as <c>tile/0/x001/x234/067.p/5</c>.</summary>
    public string Path
    {
        get
        {
            var groups = new List<string>();
            var rest = Number;
            do
            {
                groups.Insert(0, (groups.Count == 0 ? "" : "x") + (rest % 1000).ToString("D3", CultureInfo.InvariantCulture));
                rest /= 1000;
            }
            while (rest > 0);
            return string.Create(CultureInfo.InvariantCulture, $"tile/{Level}/{string.Join('/', groups)}{(Width == FullWidth ? "" : $".p/{Width}")}");
        }
    }

    /// <summary>How many hashes the last tile of a level holds that is not full; zero if there is none.</summary>
    public static int PartialWidth(int level, long size) => (int)((size >> (8 * level)) & (FullWidth - 1));

    /// <summary>Whether a tree of this size has all its hashes.</summary>
    public bool IsIn(long size) => Level < 8 && Number <= size >> (8 * (Level + 1) > 63 ? 63 : 8 * (Level + 1)) && Number * FullWidth + Width <= size >> (8 * Level);

    /// <summary>Reads a path; only the one spelling of each tile is taken.</summary>
    public static bool TryParse(string path, out Tile tile)
    {
        tile = default;
        if (path.Length > 64 || Form().Match(path) is not { Success: true } match)
            return false;
        var number = match.Groups["n"].Value.Replace("x", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);
        var width = match.Groups["w"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : FullWidth;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            return false;
        tile = new Tile(int.Parse(match.Groups["l"].Value, CultureInfo.InvariantCulture), parsed, width);
        return tile is { Level: <= 63, Width: > 0 } && tile.Path == path;
    }

    [GeneratedRegex(@"^tile/(?<l>[0-9]{1,2})/(?<n>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?<w>[0-9]{1,3}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
