namespace FedFilter.Policy;

/// <summary>A path with what looks like an id replaced by <c>*</c>, so that paths of one kind are one.</summary>
public static class PathShape
{
    /// <summary>The longest shape, in characters.</summary>
    public const int Longest = 256;

    private const int LongestWord = 64;

    /// <summary>The shape; patterns that name no ids (<see cref="Suffices"/>) match it where they match the path.</summary>
    public static string Of(string path)
    {
        if (path.Length > Longest * 8)
            path = path[..(Longest * 8)];
        var shape = string.Join('/', path.Split('/').Select(segment => IsId(segment) ? "*" : segment));
        return shape.Length <= Longest ? shape : shape[..Longest];
    }

    /// <summary>Whether the shape of a path tells if a pattern matches it: it names no ids, and no parts of segments.</summary>
    public static bool Suffices(string pattern) =>
        pattern.Length <= Longest && pattern.Split('/').All(segment => segment is "*" or "**" || (!IsId(segment) && !segment.Contains('*', StringComparison.Ordinal)));

    private static bool IsId(string segment) =>
        segment.Length > LongestWord || (segment.Any(char.IsAsciiDigit) && (segment.Length >= 8 || segment.All(char.IsAsciiDigit)));
}
