namespace FedFilter.Policy.Yaml;

/// <summary>Something wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">What is wrong, and what would be right.</param>
public sealed record Problem(Place Place, string Text)
{
    /// <summary>By file and line, as a person works through them.</summary>
    public static IReadOnlyList<Problem> InOrder(IEnumerable<Problem> problems) =>
        [.. problems.OrderBy(problem => problem.Place.File, StringComparer.Ordinal).ThenBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column)];

    /// <summary><c>file:line:column: text</c>.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
