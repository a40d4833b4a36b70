using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>What came of compiling: a set, or everything that is wrong.</summary>
/// <param name="Set">The set; null if there are problems.</param>
/// <param name="Problems">All problems, ordered by file and line.</param>
public sealed record PolicyCompilation(PolicySet? Set, IReadOnlyList<Problem> Problems)
{
    /// <summary>Every list that is declared, whether the set is right or not: a change in one of them may be what mends it.</summary>
    public IReadOnlyList<ListDeclaration> Lists { get; init; } = [];
}
