using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace FedFilter.Declarations.Texts;

/// <summary>The difference of two texts by lines, as <c>diff -U1</c> shows it.</summary>
internal static class TextDiff
{
    private const int MaxLength = 16 * 1024;

    public static string Of(string before, string after)
    {
        var lines = InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;
        var diff = new StringBuilder();
        for (var i = 0; i < lines.Count && diff.Length < MaxLength; i++)
            if (IsNear(lines, i))
                diff.Append(lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }).Append(lines[i].Text).Append('\n');
            else if (i > 0 && IsNear(lines, i - 1))
                diff.Append("…\n");
        return diff.Length < MaxLength ? diff.ToString() : $"{diff.ToString(0, MaxLength)}…\n";
    }

    /// <summary>All lines of both texts in order, each unchanged, inserted or deleted.</summary>
    public static IReadOnlyList<DiffPiece> Lines(string before, string after) => InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;

    private static bool IsNear(List<DiffPiece> lines, int index) =>
        Enumerable.Range(index - 1, 3).Any(near => near >= 0 && near < lines.Count && lines[near].Type != ChangeType.Unchanged);
}
