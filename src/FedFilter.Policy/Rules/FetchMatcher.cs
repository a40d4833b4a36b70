using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>fetch</c> with paths: a fetch of one of these.</summary>
internal sealed class FetchMatcher(IEnumerable<PathGlob> paths) : Matcher
{
    private readonly ImmutableArray<PathGlob> _paths = [.. paths.Select(path => path.Canonical())];
    private readonly ImmutableArray<PathGlob> _folded = [.. paths.SelectMany(path => path.Foldings())];

    public override IEnumerable<PathGlob> Paths => _paths;

    public override string Asks => Spelling.Of("fetch", _paths);

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now)
    {
        if (facts.Kind != RequestKind.Fetch)
            return false;
        foreach (var path in facts.PathIsFolded ? _folded : _paths)
            if (path.Matches(facts.Path))
                return true;
        return false;
    }

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Kind(facts);
}
