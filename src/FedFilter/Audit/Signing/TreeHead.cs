using System.Globalization;
using FedFilter.Audit.Merkle;

namespace FedFilter.Audit.Signing;

/// <summary>What a log says of itself: its name, how many entries it has, and the root of the tree over them. The text of a C2SP tlog-checkpoint.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many entries.</param>
/// <param name="Root">32 octets.</param>
internal sealed record TreeHead(string Origin, long Size, byte[] Root)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads the text of a note; null if it is no checkpoint. Lines after the third are for others, and must only not be empty.</summary>
    public static TreeHead? Parse(string text)
    {
        if (text.Split('\n') is not [{ Length: > 0 } origin, var digits, var encoded, .. var more, ""] || more.Contains(""))
            return null;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size.ToString(CultureInfo.InvariantCulture) == digits
            && StrictBase64.Decode(encoded) is { Length: TreeHash.Size } root ? new TreeHead(origin, size, root) : null;
    }

    public bool Equals(TreeHead? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
