namespace FedFilter.Policy.Yaml;

/// <summary>Something wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">What is wrong, and what would be right.</param>
public sealed record Problem(Place Place, string Text)
{
    /// <summary>How many are shown: more than a person mends before looking again.</summary>
    public const int MostShown = 50;

    /// <summary>
    /// Whether it is that something is named which no file defines. As long as a file cannot be read, nobody can say that, and it would
    /// only hide what is really wrong.
    /// </summary>
    internal bool IsOfReference { get; init; }

    /// <summary>By file and line, as a person works through them: the first of them, and if there are more, how many and from where on.</summary>
    public static IReadOnlyList<Problem> InOrder(IEnumerable<Problem> problems)
    {
        Problem[] all =
        [
            .. problems.OrderBy(problem => problem.Place.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column),
        ];
        return all.Length <= MostShown
            ? all
            : [.. all[..MostShown], all[MostShown] with { Text = $"and {all.Length - MostShown} more from here on; mend those above first" }];
    }

    /// <summary><c>file:line:column: text</c>.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
