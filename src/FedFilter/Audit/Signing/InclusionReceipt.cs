using System.Globalization;
using System.Text;
using FedFilter.Audit.Merkle;

namespace FedFilter.Audit.Signing;

/// <summary>
/// Shows offline that an entry is in the log (C2SP tlog-proof): the entry itself, its place, the path from it to the root, and the signed
/// head with that root.
/// </summary>
/// <param name="Entry">The octets that are hashed.</param>
/// <param name="Index">The entry's position.</param>
/// <param name="Path">From the leaf's sibling up.</param>
/// <param name="Checkpoint">The signed head.</param>
internal sealed record InclusionReceipt(byte[] Entry, long Index, IReadOnlyList<byte[]> Path, SignedNote Checkpoint)
{
    public const int MaxLength = 256 * 1024;
    private const string Format = "c2sp.org/tlog-proof@v1";

    /// <summary>Whether the entry is in the log whose head it carries. Who signed that head is another question.</summary>
    public bool IsProven => TreeHead.Parse(Checkpoint.Text) is { } head && TreeProof.Includes(Index, head.Size, TreeHash.Leaf(Entry), Path, head.Root);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Format}\nextra {Convert.ToBase64String(Entry)}\nindex {Index}\n");
        foreach (var hash in Path)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Null if it is no receipt, or one that does not carry its entry.</summary>
    public static InclusionReceipt? Parse(string text)
    {
        if (text.Length > MaxLength || text.IndexOf("\n\n", StringComparison.Ordinal) is not (> 0 and var end) || SignedNote.Parse(text[(end + 2)..]) is not { } checkpoint)
            return null;
        if (text[..end].Split('\n') is not [Format, var extra, var index, .. var path] || After("extra ", extra) is not { } encoded || After("index ", index) is not { } digits)
            return null;
        var hashes = path.Select(StrictBase64.Decode).OfType<byte[]>().Where(hash => hash.Length == TreeHash.Size).ToArray();
        return hashes.Length == path.Length
            && StrictBase64.Decode(encoded) is { } entry
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at.ToString(CultureInfo.InvariantCulture) == digits ? new InclusionReceipt(entry, at, hashes, checkpoint) : null;
    }

    private static string? After(string start, string line) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..] : null;
}
